# SPDX-License-Identifier: Apache-2.0
"""run_project.py --build BUILD --work FOLDER [--python PYTHON]

Runs the cocotb project beside this file with `scripts/cocotb-host make`, as a user would, in a
copy; with the cocotb of another environment if PYTHON is its interpreter.
"""
import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
TESTS = 5


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--python", type=pathlib.Path, default=ROOT / ".venv/bin/python3")
    options = parser.parse_args()
    shutil.rmtree(options.work, ignore_errors=True)
    shutil.copytree(HERE / "project", options.work)
    environment = dict(os.environ, LIGHTLOOP_BUILD=str(options.build.resolve()),
                       PATH=f"{options.python.parent}:{os.environ['PATH']}")
    done = subprocess.run(
        [str(ROOT / "scripts/cocotb-host"), "make", "VLT_MIN=5.006",
         f"BUILD_ARGS=OBJCACHE={shutil.which('ccache') or ''}"],
        cwd=options.work, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, timeout=900, check=False)
    print(done.stdout)
    cases = list(ElementTree.parse(options.work / "results.xml").iter("testcase"))
    failed = [c.get("name") for c in cases if len(c)]
    print(f"exit code {done.returncode}, {len(cases)} tests, failed: {failed}")
    return 0 if done.returncode == 0 and len(cases) == TESTS and not failed else 1


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: Apache-2.0
"""Runs the main part of the test suites of later cocotb versions, tests/test_cases/test_cocotb, on
the VPI host and, where that builds, on cocotb's own main program; then our own tests of all kinds of
objects, of forcing, of the bus models, and of the clocks.

Each version is installed in an environment of its own, and its checkout fetched from GitHub;
LIGHTLOOP_COCOTB_REPOSITORY names another git repository that has its tags. A version that cannot be
had is left out; the test then counts as skipped (exit code 77), unless another version failed.
"""
import argparse
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77
LIMIT_SECONDS = 3600  # for an installation or a checkout
REPOSITORY = os.environ.get("LIGHTLOOP_COCOTB_REPOSITORY", "https://github.com/cocotb/cocotb")


class Version:
    """A version of which only our own tests are run."""

    suite = False

    def __init__(self, number):
        self.number = number


class VersionWithSuite(Version):
    suite = True

    def __init__(self, number, options, passed, failed, skipped):
        super().__init__(number)
        self.options = options
        # What runs with Verilator 5.006; fewer passes are a step back.
        self.expected = f"total host: {passed} passed, {failed} failed, {skipped} skipped"


VERSIONS = [
    VersionWithSuite("1.9.2", [], 193, 1, 1),
    # Its own main program needs functions that Verilator 5.006 does not have.
    VersionWithSuite("2.0.1", ["--host-only", "--pack-structs"], 282, 0, 4),
    Version("2.1.0"),
]


def obtained(command):
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False,
                              timeout=LIMIT_SECONDS, env=dict(os.environ, GIT_TERMINAL_PROMPT="0"))
    except subprocess.TimeoutExpired:
        print(f"{command[0]} took more than {LIMIT_SECONDS} s")
        return False
    if done.returncode != 0:
        print(done.stderr[-500:])
    return done.returncode == 0


def prepare(version, work):
    """(Python interpreter, checkout or None), or None."""
    environment, source = work / "environment", work / "source"
    python = environment / "bin/python3"
    if not python.exists() and not obtained([sys.executable, "-m", "venv", str(environment)]):
        return None
    if not obtained([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                     f"cocotb=={version.number}", "find_libpython", "pytest"]):
        return None
    if not version.suite:
        return python, None
    if not source.exists() and not obtained(["git", "clone", "--quiet", "--depth", "1", "--branch",
                                             f"v{version.number}", REPOSITORY, str(source)]):
        return None
    return python, source


def runs_our_tests(python, hosts, work):
    good = True
    for name, arguments in (("zoo", []), ("force", []), ("stream", ["--no-clock"]), ("axi", []),
                            ("axi_half", [])):
        environment = dict(os.environ, MODULE=f"{name}_tests", PYTHONPATH=str(HERE),
                           COCOTB_RESULTS_FILE=str(work / f"{name}.xml"), COCOTB_RANDOM_SEED="1",
                           PYTHONDONTWRITEBYTECODE="1")
        done = subprocess.run([str(hosts / f"vpi_{name}_host"), "--python", str(python), *arguments],
                              env=environment, capture_output=True, text=True, check=False,
                              timeout=LIMIT_SECONDS)
        print(f"{name}_tests: exit code {done.returncode}")
        if done.returncode != 0:
            print(done.stdout[-3000:], done.stderr[-1000:])
            good = False
    done = subprocess.run(
        [sys.executable, str(HERE / "compare_clocks.py"), "--python", str(python),
         str(hosts / "vpi_clocks_host")], cwd=work, capture_output=True, text=True, check=False,
        env=dict(os.environ, COCOTB_RANDOM_SEED="1"))
    print(f"compare_clocks: exit code {done.returncode}\n{done.stdout}")
    return good and done.returncode == 0


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", required=True)
    parser.add_argument("--hosts", type=pathlib.Path, required=True,
                        help="folder of the hosts that tests/vpi builds")
    parser.add_argument("--work", type=pathlib.Path, required=True)
    options = parser.parse_args()
    code, skipped = 0, False
    for version in VERSIONS:
        work = (options.work / version.number).resolve()
        work.mkdir(parents=True, exist_ok=True)
        prepared = prepare(version, work)
        if prepared is None:
            print(f"cocotb {version.number} cannot be had here: skipped")
            skipped = True
            continue
        python, source = prepared
        if not runs_our_tests(python, options.hosts, work):
            code = 1
        if not version.suite:
            continue
        done = subprocess.run(
            [sys.executable, str(HERE / "cocotb_suite.py"), "--python", str(python), "--source",
             str(source), "--build", options.build, "--work", str(work / "runs"), "--only",
             "test_cocotb", *version.options], capture_output=True, text=True, check=False)
        print(done.stdout, done.stderr)
        if done.returncode != 0 or version.expected not in done.stdout:
            print(f"expected nothing worse, and '{version.expected}'")
            code = 1
    return code or (SKIPPED if skipped else 0)


if __name__ == "__main__":
    sys.exit(main())

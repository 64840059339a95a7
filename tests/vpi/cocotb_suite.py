# SPDX-License-Identifier: Apache-2.0
"""Runs cocotb's own test suite twice with the same Verilator, on cocotb's main program and on
Lightloop's VPI host, and compares the results case by case: nothing that passes on the one may do
worse on the other. The host has more objects than Verilator's VPI, so more passes there.

The suite is the folder tests/ of a cocotb checkout, of the version that the Python of --python has:
--source, or the environment variable LIGHTLOOP_COCOTB_SOURCE; without either the tag is fetched
from GitHub, and where that is not possible the comparison is skipped (exit code 77).
"""
import argparse
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77
# Their RTL has delays, for which Verilator 5 wants to be told.
NEED_TIMING = {"test_plusargs", "test_first_on_coincident_triggers"}


def version_of(python):
    return subprocess.run([python, "-c", "import cocotb; print(cocotb.__version__)"], check=True,
                          capture_output=True, text=True).stdout.strip()


def checkout(version, work):
    """A checkout of the suite, or None."""
    given = os.environ.get("LIGHTLOOP_COCOTB_SOURCE")
    if given:
        return pathlib.Path(given)
    target = work / "source"
    if not target.exists():
        command = ["git", "clone", "--quiet", "--depth", "1", "--branch", f"v{version}",
                   "https://github.com/cocotb/cocotb", str(target)]
        try:
            subprocess.run(command, capture_output=True, timeout=3000, check=True,
                           env=dict(os.environ, GIT_TERMINAL_PROMPT="0"))
        except (subprocess.SubprocessError, OSError):
            shutil.rmtree(target, ignore_errors=True)
            return None
    return target


def pack_structs(folder):
    """Verilator 5.006 has no unpacked structs on ports: the sample design of cocotb 2 has one."""
    design = folder / "tests/designs/sample_module/sample_module.sv"
    text = design.read_text(encoding="utf-8")
    design.write_text(re.sub(r"^typedef struct$", "typedef struct packed", text,
                             flags=re.MULTILINE), encoding="utf-8")


def read_results(file):
    """{"module.test": "pass" | "fail" | "skip"}; empty if there is no file."""
    if not file.exists():
        return {}
    found = {}
    for case in ElementTree.parse(file).iter("testcase"):
        if case.get("classname") == "lightloop":
            continue  # what the host adds when a run ends badly
        name = f"{case.get('classname')}.{case.get('name')}"
        while name in found:
            name += "'"
        if case.find("failure") is not None or case.find("error") is not None:
            found[name] = "fail"
        else:
            found[name] = "skip" if case.find("skipped") is not None else "pass"
    return found


def run_folder(folder, prefix, python, version, jobs, timeout):
    """Runs make; returns (results, whether make was content)."""
    environment = dict(
        os.environ, SIM="verilator", TOPLEVEL_LANG="verilog", LIGHTLOOP_LIKE_COCOTB="1",
        PATH=f"{pathlib.Path(python).parent}:{os.environ['PATH']}",
        VIRTUAL_ENV=str(pathlib.Path(python).parents[1]), COCOTB_RANDOM_SEED="1", RANDOM_SEED="1")
    if version.startswith("1."):  # as tests/Makefile of these versions
        environment["PYTHONWARNINGS"] = (
            "error,ignore::DeprecationWarning:site,"
            "always::FutureWarning:cocotb.scheduler,ignore::DeprecationWarning:attr")
    if folder.name in NEED_TIMING:
        environment["EXTRA_ARGS"] = "--timing"
    build = f"BUILD_ARGS=-j{jobs} OPT_FAST=-O0 OPT_SLOW=-O0 OBJCACHE={shutil.which('ccache') or ''}"
    with open(folder / "make.log", "w", encoding="utf-8") as log:
        # cocotb 2 asks for a Verilator that Debian 12 does not have.
        with subprocess.Popen([*prefix, "make", build, "VLT_MIN=5.006"], cwd=folder,
                              env=environment, stdout=log, stderr=subprocess.STDOUT,
                              start_new_session=True) as process:
            try:
                content = process.wait(timeout) == 0
            except subprocess.TimeoutExpired:
                content = False
                os.killpg(process.pid, signal.SIGKILL)  # make and its children
    return read_results(folder / "results.xml"), content


def counts(results):
    return "/".join(str(sum(1 for r in results.values() if r == s)) for s in ("pass", "fail", "skip"))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=pathlib.Path, help="cocotb checkout")
    parser.add_argument("--python", default=str(ROOT / ".venv/bin/python3"),
                        help="interpreter of the environment with cocotb")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build/release")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder to work in")
    parser.add_argument("--only", nargs="*", help="folders of tests/test_cases; default: all")
    parser.add_argument("--host-only", action="store_true", help="do not run cocotb's main program")
    parser.add_argument("--pack-structs", action="store_true",
                        help="make the unpacked structs of the sample design packed")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--timeout", type=int, default=1800, help="seconds for one folder")
    return parser.parse_args()


def copies(options, source):
    """What the suite needs, copied for each side: {side: words before its command}."""
    sides = {} if options.host_only else {"own": []}
    sides["host"] = [str(ROOT / "scripts/cocotb-host")]
    for side in sides:
        shutil.rmtree(options.work / side, ignore_errors=True)
        for part in ("tests", "bin", "examples"):
            if (source / part).exists():
                shutil.copytree(source / part, options.work / side / part, symlinks=True)
        if options.pack_structs:
            pack_structs(options.work / side)
    return sides


def worse_on_host(name, own, host):
    """Prints the cases that differ; those that the host does not pass, by name."""
    (own_results, own_content), (results, content) = own, host
    worse = [f"{name} (make)"] if own_content != content else []
    for case in sorted(own_results.keys() | results.keys()):
        found = (own_results.get(case, "missing"), results.get(case, "missing"))
        if found[0] == found[1]:
            continue
        print(f"    {case}: own {found[0]}, host {found[1]}", flush=True)
        if found[1] != "pass":
            worse.append(case)
    return worse


def main():
    options = arguments()
    version = version_of(options.python)
    options.work.mkdir(parents=True, exist_ok=True)
    source = options.source or checkout(version, options.work)
    if source is None:
        print(f"no checkout of cocotb {version}: skipped; LIGHTLOOP_COCOTB_SOURCE may name one")
        return SKIPPED
    sides = copies(options, source)
    os.environ["LIGHTLOOP_BUILD"] = str(options.build.resolve())
    names = options.only or sorted(p.parent.name for p in source.glob("tests/test_cases/*/Makefile"))
    differences = []
    totals = {side: [0, 0, 0] for side in sides}
    print(f"cocotb {version}; pass/fail/skip, make ok or failed", flush=True)
    for name in names:
        row = {}
        for side, prefix in sides.items():
            row[side] = run_folder(options.work / side / "tests/test_cases" / name, prefix,
                                   options.python, version, options.jobs, options.timeout)
            for i, status in enumerate(("pass", "fail", "skip")):
                totals[side][i] += sum(1 for r in row[side][0].values() if r == status)
        text = "  ".join(f"{side} {counts(results):>9} {'ok' if content else 'failed':6}"
                         for side, (results, content) in row.items())
        print(f"{name:36} {text}", flush=True)
        if not options.host_only:
            differences += worse_on_host(name, row["own"], row["host"])
    for side, (passed, failed, skipped) in totals.items():
        print(f"total {side}: {passed} passed, {failed} failed, {skipped} skipped")
    print(f"worse on the host: {', '.join(differences) or 'none'}")
    empty = [side for side, counted in totals.items() if not any(counted)]
    if empty:
        print(f"no test case has a result on: {', '.join(empty)}")
    return 1 if differences or empty else 0


if __name__ == "__main__":
    sys.exit(main())

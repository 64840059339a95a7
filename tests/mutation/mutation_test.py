#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plants bugs in the RTL, one after the other, and demands that a bench catches each.

mutation_test.py SOURCE WORK [--only NAME]... [--list] [--jobs N]

SOURCE is the project, WORK a folder of this program's own (made when missing, kept, so that a second
run is quick). The bugs stand in mutants.toml beside this file. WORK/source shows the project through
links, all but rtl/, which is a copy: bugs are planted there, never in SOURCE. One build folder serves
all mutants; only the benches that the table names are built.

First the benches must pass without a bug; a mutant counts as caught when a test that the table
expects fails. Prints the table bug -> test that caught it. Exit code 0: all caught; 1: not; 2: the
table or the build is wrong.
"""

import argparse
import fnmatch
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import tomllib

TABLE = pathlib.Path(__file__).with_name("mutants.toml")
KEYS = {"name", "file", "search", "replace", "breaks", "bench", "caught_by"}
# Seconds for the tests of one bench. A design that hangs runs into the limits of the benches first.
RUN_LIMIT = 600
COPIED = "rtl"
NOT_SHOWN = {COPIED, "build", ".git"}


class TableError(Exception):
    """The table, the build or an unmodified bench is wrong: no verdict on the benches."""


def read_table(path):
    """The mutants, as dictionaries with KEYS."""
    with open(path, "rb") as file:
        mutants = tomllib.load(file).get("mutant")
    if not mutants:
        raise TableError(f"{path}: expected [[mutant]] entries, found none")
    names = set()
    for mutant in mutants:
        if set(mutant) != KEYS:
            odd = set(mutant) ^ KEYS
            raise TableError(f"{path}: mutant {mutant.get('name', '?')}: missing or unknown: {odd}")
        if mutant["name"] in names:
            raise TableError(f"{path}: two mutants are named {mutant['name']}")
        names.add(mutant["name"])
    return mutants


def show_source(source, shown):
    """Makes `shown` a view of the project with a copy of rtl/ of its own, as it is now."""
    shown.mkdir(parents=True, exist_ok=True)
    wanted = {entry.name for entry in source.iterdir()} - NOT_SHOWN
    for entry in shown.iterdir():
        if entry.name not in wanted and entry.name != COPIED:
            entry.unlink()
    for name in wanted:
        link = shown / name
        if not link.is_symlink():
            link.symlink_to(source / name)
    # Files that have not changed keep their time, so that nothing is built again for them.
    files = {path.relative_to(source) for path in (source / COPIED).rglob("*") if path.is_file()}
    copied = shown / COPIED
    for path in copied.rglob("*"):
        if path.is_file() and path.relative_to(shown) not in files:
            path.unlink()
    for name in files:
        put(shown / name, (source / name).read_bytes())


def put(path, content):
    """Writes the file unless that is what it holds."""
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def plant(mutant, text):
    """`text` with the bug in it."""
    found = text.count(mutant["search"])
    if found != 1:
        raise TableError(
            f"mutant {mutant['name']}: its search text stands {found} times in {mutant['file']}, "
            "expected once"
        )
    return text.replace(mutant["search"], mutant["replace"])


def command(arguments, log, **options):
    """Runs a program with its output in the file `log`; its exit code."""
    with open(log, "w", encoding="utf-8") as file:
        return subprocess.run(
            arguments, stdout=file, stderr=subprocess.STDOUT, check=False, **options
        ).returncode


def tail(log, lines=30):
    """The end of a log, for messages."""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


class Project:
    """The view of the project and its build folder."""

    def __init__(self, source, work, jobs):
        self.source, self.jobs = source, jobs
        self.shown, self.build, self.logs = work / "source", work / "build", work / "logs"
        self.logs.mkdir(parents=True, exist_ok=True)
        show_source(source, self.shown)
        # Models that run for a second need no optimizing compiler.
        log = self.logs / "configure.log"
        if command(
            ["cmake", "-S", self.shown, "-B", self.build, "-G", "Ninja",
             "-DCMAKE_BUILD_TYPE=Release", "-DLIGHTLOOP_MODEL_OPTIMIZATION=-O0"],
            log,
        ):
            raise TableError(f"does not configure:\n{tail(log)}")

    def make(self, benches, name):
        """Builds benches; throws when they do not build."""
        log = self.logs / f"{name}.build.log"
        if command(
            ["cmake", "--build", self.build, "-j", str(self.jobs), "--target", *sorted(benches)], log
        ):
            raise TableError(f"{name}: does not build ({log}):\n{tail(log)}")

    def failures(self, bench, tests, name):
        """Runs the tests of a bench that `tests`, patterns, name; those that failed, first one first.
        A program that died or hung failed in its last test."""
        program = self.find(bench)
        report = self.logs / f"{name}.json"
        log = self.logs / f"{name}.log"
        report.unlink(missing_ok=True)
        environment = os.environ | {"LIGHTLOOP_FAILURE_WAVES": "0"}
        try:
            code = command(
                [program, f"--gtest_filter={':'.join(sorted(tests))}", f"--gtest_output=json:{report}"],
                log, cwd=program.parent, env=environment, timeout=RUN_LIMIT,
            )
        except subprocess.TimeoutExpired:
            code = None
        if code is None or not report.is_file():
            begun = re.findall(r"^\[ RUN      \] (\S+)", log.read_text(errors="replace"), re.M)
            return [f"{begun[-1] if begun else bench} ({'hung' if code is None else 'died'})"]
        result = json.loads(report.read_text())
        ran = [
            (f"{suite['name']}.{test['name']}", "failures" in test)
            for suite in result["testsuites"]
            for test in suite["testsuite"]
            if test["status"] == "RUN"
        ]
        if not ran:
            raise TableError(f"{bench}: no test of the name {':'.join(tests)}")
        failed = [test for test, has_failed in ran if has_failed]
        if bool(failed) != (code != 0):
            raise TableError(f"{bench}: exit code {code} and {len(failed)} failed tests ({log})")
        return failed

    def find(self, bench):
        """The program of a target."""
        found = [
            path for path in self.build.rglob(bench) if path.is_file() and os.access(path, os.X_OK)
        ]
        if len(found) != 1:
            raise TableError(f"{bench}: expected one program of the name, found {found}")
        return found[0]

    def with_mutant(self, mutant):
        """The tests that the mutant makes fail."""
        path = self.shown / mutant["file"]
        good = path.read_text(encoding="utf-8")
        try:
            path.write_text(plant(mutant, good), encoding="utf-8")
            self.make([mutant["bench"]], mutant["name"])
            return self.failures(mutant["bench"], mutant["caught_by"], mutant["name"])
        finally:
            path.write_text(good, encoding="utf-8")


def check_unmodified(project, mutants):
    """The benches must build and pass as they are."""
    benches = {}
    for mutant in mutants:
        plant(mutant, (project.shown / mutant["file"]).read_text(encoding="utf-8"))
        benches.setdefault(mutant["bench"], set()).update(mutant["caught_by"])
    project.make(benches, "unmodified")
    for bench, tests in benches.items():
        failed = project.failures(bench, tests, f"unmodified.{bench}")
        if failed:
            raise TableError(f"without a bug {bench} fails: {', '.join(failed)}")
        print(f"unmodified {bench}: passes", flush=True)


def expected_to_catch(mutant, test):
    """Whether the table names the test."""
    return any(fnmatch.fnmatchcase(test.split(" ")[0], pattern) for pattern in mutant["caught_by"])


def main():
    """The program."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--only", action="append", metavar="NAME", help="this mutant alone")
    parser.add_argument("--list", action="store_true", help="print the table of mutants and end")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--table", type=pathlib.Path, default=TABLE)
    options = parser.parse_args()
    mutants = read_table(options.table)
    if options.list:
        for mutant in mutants:
            print(f"{mutant['name']:32} {mutant['file']:36} {mutant['breaks']}")
        return 0
    if options.only:
        unknown = set(options.only) - {mutant["name"] for mutant in mutants}
        if unknown:
            raise TableError(f"no mutant of the name {', '.join(sorted(unknown))}: see --list")
        mutants = [mutant for mutant in mutants if mutant["name"] in options.only]
    if shutil.which("cmake") is None:
        raise TableError("cmake is not installed")

    project = Project(options.source.resolve(), options.work.resolve(), options.jobs)
    check_unmodified(project, mutants)
    rows, survivors = [], []
    for mutant in mutants:
        begin = time.monotonic()
        failed = project.with_mutant(mutant)
        caught = [test for test in failed if expected_to_catch(mutant, test)]
        verdict = caught[0] if caught else "NOT CAUGHT"
        if len(caught) > 1:
            verdict += f" and {len(caught) - 1} more"
        if not caught:
            survivors.append(mutant["name"])
        rows.append((mutant["name"], mutant["file"], mutant["bench"], verdict))
        print(f"{mutant['name']}: {verdict} ({time.monotonic() - begin:.0f} s)", flush=True)

    heads = ("planted bug", "in", "bench", "caught by")
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    print()
    for row in [heads, tuple("-" * width for width in widths), *rows]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())
    print(f"\n{len(rows) - len(survivors)} of {len(rows)} planted bugs caught")
    return 1 if survivors else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (TableError, OSError, tomllib.TOMLDecodeError) as error:
        print(f"mutation_test: {error}", file=sys.stderr)
        sys.exit(2)

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plants bugs, one at a time, and demands that a bench catches each.

mutation_test.py BUILD WORK [--only NAME]... [--list] [--jobs N] [--table FILE]

BUILD is a build folder of the project (Ninja), WORK a folder of this program's own, emptied at the
start. The bugs stand in mutants.toml beside this file.

Nothing is planted in the source tree, and nothing is built twice: the commands of BUILD are asked for
and run again on the file with the bug. A Verilated model is made anew in WORK, the sources that see
another header are compiled again, and the bench is linked from these and from what BUILD has.

First the benches must pass without a bug; a mutant counts as caught when a test that the table
expects fails. Prints the table bug -> test that caught it. Exit code 0: all caught; 1: not; 2: the
table or the build is wrong.
"""

import argparse
import concurrent.futures
import fnmatch
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import time
import tomllib

TABLE = pathlib.Path(__file__).with_name("mutants.toml")
KEYS = {"name", "file", "search", "replace", "breaks", "bench", "caught_by"}
OPTIONAL_KEYS = {"model"}
# Seconds for the tests of one bench, for hangs of the bench itself: a design that hangs runs into the
# limits of the benches first.
RUN_LIMIT = 1800
# Files that the build makes are named from the build folder.
BUILT = "build:"


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
        odd = set(mutant) - OPTIONAL_KEYS ^ KEYS
        if odd:
            raise TableError(f"{path}: mutant {mutant.get('name', '?')}: missing or unknown: {odd}")
        if mutant["name"] in names:
            raise TableError(f"{path}: two mutants are named {mutant['name']}")
        names.add(mutant["name"])
    return mutants


def plant(mutant, text):
    """`text` with the bug in it."""
    found = text.count(mutant["search"])
    if found != 1:
        raise TableError(
            f"mutant {mutant['name']}: its search text stands {found} times in {mutant['file']}, "
            "expected once"
        )
    return text.replace(mutant["search"], mutant["replace"])


def tail(log, lines=30):
    """The end of a log, for messages."""
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


def run(command, log, what, **options):
    """Runs a command, its output in the file `log`; throws when it fails."""
    with open(log, "w", encoding="utf-8") as file:
        code = subprocess.run(
            command, stdout=file, stderr=subprocess.STDOUT, check=False, **options
        ).returncode
    if code:
        raise TableError(f"{what} fails ({log}):\n{tail(log)}")


class Build:
    """What a build folder knows of how it makes things."""

    def __init__(self, folder):
        self.folder = folder
        cache = folder / "CMakeCache.txt"
        if not (folder / "build.ninja").is_file():
            raise TableError(f"{folder}: expected a build folder of Ninja, found no build.ninja")
        home = re.search(r"^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$", cache.read_text(), re.M)
        self.source = pathlib.Path(home[1])
        self.programs = {}

    def ninja(self, *arguments):
        """What ninja says."""
        return subprocess.run(
            ["ninja", "-C", self.folder, "--quiet", *arguments],
            check=True, text=True, capture_output=True,
        ).stdout

    def make(self, benches, log):
        """Brings the benches up to date."""
        run(["cmake", "--build", self.folder, "--target", *sorted(benches)], log, "the build")

    def path(self, file):
        """A file of the table."""
        if file.startswith(BUILT):
            return self.folder / file.removeprefix(BUILT)
        return self.source / file

    def command(self, target):
        """The command that makes `target`."""
        return self.ninja("-t", "commands", "-s", str(target)).strip()

    def program(self, bench):
        """The program of a target, relative to the folder."""
        if bench not in self.programs:
            query = self.ninja("-t", "query", bench)
            found = re.search(r"^  input: phony\s+(\S+)", query, re.M)
            if not found:
                raise TableError(f"{bench}: not a program of {self.folder}")
            self.programs[bench] = found[1]
        return self.programs[bench]

    def link(self, bench):
        """The words of the command that links a bench."""
        command = self.command(self.program(bench)).removeprefix(": && ").split(" && ")[0]
        return shlex.split(command)

    def objects(self, words):
        """The objects behind a link command, those in its libraries too."""
        objects = [word for word in words if word.endswith(".o")]
        for word in words:
            if word.endswith(".a") and not word.startswith("/") and not word.endswith("__ALL.a"):
                query = self.ninja("-t", "query", word)
                objects += re.findall(r"^    (\S+\.o)$", query.split("\n  outputs:")[0], re.M)
        return sorted(set(objects))

    def dependencies(self, objects):
        """For each object the files it was compiled from, as absolute paths."""
        found, current = {}, None
        for line in self.ninja("-t", "deps", *objects).splitlines():
            if line.startswith("    "):
                found[current].add(os.path.normpath(self.folder / line.strip()))
            elif ":" in line:
                current = line.split(":")[0]
                found[current] = set()
        return found


class Mutation:
    """A bench with one bug in it, and what came of it."""

    def __init__(self, build, mutant, work):
        self.build, self.mutant = build, mutant
        self.folder = work / mutant["name"]
        self.folder.mkdir()
        self.victim = build.path(mutant["file"])
        self.include = self.folder / "include"
        self.changed = set()  # files that the sources of this bench find otherwise
        self.models = {}  # folder of a model -> that of the one with the bug

    def failures(self):
        """The tests that the bug makes fail."""
        words = self.build.link(self.mutant["bench"])
        mutated = self.write_victim()
        objects = self.build.objects(words)
        if self.victim.suffix == ".sv":
            words = self.with_models(words, mutated)
        else:
            self.changed.add(str(self.victim))
        compiled = self.compile(objects, mutated)
        words = [word for word in words if word not in compiled]
        place = words.index("-o")
        program = self.folder / "bench"
        # In front of the libraries: what is defined there is not taken from them.
        words[place : place + 2] = [*compiled.values(), "-o", str(program)]
        self.run(words, "link")
        home = self.build.folder / self.build.program(self.mutant["bench"])
        return failed_tests(program, self.mutant["caught_by"], self.folder, home.parent)

    def run(self, command, what, **options):
        """Runs a command in the build folder."""
        run(command, self.folder / f"{what}.log", f"{self.mutant['name']}: {what}",
            cwd=self.build.folder, **options)

    def write_victim(self):
        """The file with the bug, in a folder from which it is included first."""
        text = plant(self.mutant, self.victim.read_text(encoding="utf-8"))
        name = self.mutant["file"]
        path = self.include / (self.victim.name if name.startswith(BUILT) else name)
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
        return path

    def with_models(self, words, mutated):
        """The link command with the models that contain the bug."""
        replaced = {}
        for word in words:
            if not word.endswith("__ALL.a"):
                continue
            archive = self.build.folder / word
            model = archive.parent
            command = self.build.command(word)
            if self.mutant.get("model", model.name) != model.name:
                continue
            found_by_name = f"-y {self.victim.parent} " in command
            if str(self.victim) not in command.split() and not found_by_name:
                continue
            copy = self.folder / model.name
            copy.mkdir()
            command = command.replace(str(model), str(copy))
            command = command.replace(str(self.victim), str(mutated))
            if found_by_name:
                command = command.replace(" --cc ", f" --cc -y {mutated.parent} ", 1)
            # Models that run for a second need no optimizing compiler.
            command = re.sub(r"OPT_FAST=-O\d", "OPT_FAST=-O0", command)
            self.run(command, model.name, shell=True)
            self.models[str(model)] = str(copy)
            for header in copy.glob("*.h"):
                before = model / header.name
                if not before.is_file() or before.read_bytes() != header.read_bytes():
                    self.changed.add(str(before))
            replaced[word] = str(copy / archive.name)
        if not replaced:
            raise TableError(
                f"mutant {self.mutant['name']}: no model of {self.mutant['bench']} is made of "
                f"{self.mutant['file']}"
            )
        return [replaced.get(word, word) for word in words]

    def compile(self, objects, mutated):
        """Those objects that see a changed file, with the place of what was compiled anew."""
        if not self.changed:
            return {}
        compiled = {}
        for name, files in self.build.dependencies(objects).items():
            if not self.changed & files:
                continue
            output = self.folder / name.replace("/", "+")
            words = shlex.split(self.build.command(name))
            words = [self.models.get(word, word) for word in words]
            words = [str(output) + word.removeprefix(name) if word.startswith(name) else word
                     for word in words]
            words[-1] = self.source(pathlib.Path(words[-1]), mutated)
            words[-2:-2] = ["-iquote", str(self.include)]  # before -c SOURCE
            self.run(words, output.name)
            compiled[name] = str(output)
        return compiled

    def source(self, file, mutated):
        """What is compiled in the place of `file`: it may be the victim, or include it (Unity)."""
        if file == self.victim:
            return str(mutated)
        if file.parent.name != "Unity":
            return str(file)
        text = file.read_text(encoding="utf-8")
        copy = self.folder / ("+".join(file.parts[-3:]))
        copy.write_text(text.replace(f'"{self.victim}"', f'"{mutated}"'), encoding="utf-8")
        return str(copy)


def failed_tests(program, tests, folder, cwd):
    """Runs the tests of a bench that `tests`, patterns, name; those that failed, first one first. A
    program that died or hung failed in its last test."""
    report, log = folder / "report.json", folder / "bench.log"
    report.unlink(missing_ok=True)
    environment = os.environ | {"LIGHTLOOP_FAILURE_WAVES": "0"}
    with open(log, "w", encoding="utf-8") as file:
        try:
            code = subprocess.run(
                [program, f"--gtest_filter={':'.join(sorted(tests))}",
                 f"--gtest_output=json:{report}"],
                stdout=file, stderr=subprocess.STDOUT, check=False, cwd=cwd, env=environment,
                timeout=RUN_LIMIT,
            ).returncode
        except subprocess.TimeoutExpired:
            code = None
    if code is None or not report.is_file():
        begun = re.findall(r"^\[ RUN      \] (\S+)", log.read_text(errors="replace"), re.M)
        return [f"{begun[-1] if begun else program.name} ({'hung' if code is None else 'died'})"]
    result = json.loads(report.read_text())
    ran = [
        (f"{suite['name']}.{test['name']}", "failures" in test)
        for suite in result["testsuites"]
        for test in suite["testsuite"]
        if test["status"] == "RUN"
    ]
    if not ran:
        raise TableError(f"{program}: no test of the name {':'.join(tests)}")
    failed = [test for test, has_failed in ran if has_failed]
    if bool(failed) != (code != 0):
        raise TableError(f"{program}: exit code {code} and {len(failed)} failed tests ({log})")
    return failed


def check_unmodified(build, mutants, work):
    """The benches must be there and pass as they are."""
    benches = {}
    for mutant in mutants:
        benches.setdefault(mutant["bench"], set()).update(mutant["caught_by"])
    build.make(benches, work / "build.log")
    for bench, tests in benches.items():
        program = build.folder / build.program(bench)
        folder = work / f"unmodified.{bench}"
        folder.mkdir()
        failed = failed_tests(program, tests, folder, program.parent)
        if failed:
            raise TableError(f"without a bug {bench} fails: {', '.join(failed)}")
        print(f"unmodified {bench}: passes", flush=True)


def expected_to_catch(mutant, test):
    """Whether the table names the test."""
    return any(fnmatch.fnmatchcase(test.split(" ")[0], pattern) for pattern in mutant["caught_by"])


def verdict_on(build, mutant, work):
    """The test that caught the mutant; nothing when none did."""
    begin = time.monotonic()
    mutation = Mutation(build, mutant, work)
    caught = [test for test in mutation.failures() if expected_to_catch(mutant, test)]
    shutil.rmtree(mutation.folder)
    verdict = caught[0] if caught else None
    if len(caught) > 1:
        verdict += f" and {len(caught) - 1} more"
    print(f"{mutant['name']}: {verdict or 'NOT CAUGHT'} ({time.monotonic() - begin:.0f} s)", flush=True)
    return verdict


def print_table(rows):
    """Columns as wide as they need be."""
    heads = ("planted bug", "in", "bench", "caught by")
    widths = [max(len(row[i]) for row in [heads, *rows]) for i in range(len(heads))]
    print()
    for row in [heads, tuple("-" * width for width in widths), *rows]:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def main():
    """The program."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("--only", action="append", metavar="NAME", help="this mutant alone")
    parser.add_argument("--list", action="store_true", help="print the table of mutants and end")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--table", type=pathlib.Path, default=TABLE)
    options = parser.parse_args()
    mutants = read_table(options.table)
    if options.list:
        for mutant in mutants:
            print(f"{mutant['name']:40} {mutant['file']:36} {mutant['breaks']}")
        return 0
    if options.only:
        unknown = set(options.only) - {mutant["name"] for mutant in mutants}
        if unknown:
            raise TableError(f"no mutant of the name {', '.join(sorted(unknown))}: see --list")
        mutants = [mutant for mutant in mutants if mutant["name"] in options.only]

    build = Build(options.build.resolve())
    work = options.work.resolve()
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for mutant in mutants:
        plant(mutant, build.path(mutant["file"]).read_text(encoding="utf-8"))
    check_unmodified(build, mutants, work)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        futures = [pool.submit(verdict_on, build, mutant, work) for mutant in mutants]
        try:
            verdicts = [future.result() for future in futures]
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    print_table([
        (mutant["name"], mutant["file"], mutant["bench"], verdict or "NOT CAUGHT")
        for mutant, verdict in zip(mutants, verdicts)
    ])
    survivors = verdicts.count(None)
    print(f"\n{len(verdicts) - survivors} of {len(verdicts)} planted bugs caught")
    return 1 if survivors else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (TableError, OSError, subprocess.CalledProcessError, tomllib.TOMLDecodeError) as error:
        print(f"mutation_test: {error}", file=sys.stderr)
        sys.exit(2)

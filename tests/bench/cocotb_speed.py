# SPDX-License-Identifier: Apache-2.0
"""cocotb_speed.py --host PROGRAM --bare PROGRAM --work FOLDER [--rounds N]

Prints how fast the same cocotb tests run on cocotb's own main program for Verilator (built with
cocotb's Makefile, its defaults) and on Lightloop's VPI host with a SystemC clock; and the bare
eval() loop over the same design. The variants run one after the other in each round; the table has
the medians, and the ratios of each round's own figures. Speeds are per second of processor time."""
import argparse
import os
import pathlib
import re
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DESIGN = ROOT / "tests/verilated/rtl/ffe_lanes.sv"
TESTS = ("drive", "edge", "sleep")


def environment(work, **more):
    python = ROOT / ".venv/bin"
    return dict(os.environ, PATH=f"{python}:{os.environ['PATH']}", PYTHONPATH=str(HERE),
                VIRTUAL_ENV=str(ROOT / ".venv"), MODULE="cocotb_speed_tests", TOPLEVEL="ffe_lanes",
                TOPLEVEL_LANG="verilog", SIM="verilator", VERILOG_SOURCES=str(DESIGN),
                COCOTB_RESULTS_FILE=str(work / "results.xml"), PYTHONDONTWRITEBYTECODE="1",
                BUILD_ARGS=f"-j{os.cpu_count()}", COCOTB_LOG_LEVEL="WARNING", **more)


def run(command, work, env):
    done = subprocess.run(command, cwd=work, env=env, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def speeds(output):
    """{test: kHz}"""
    found = re.findall(r"^SPEED (\w+) (\d+) ([0-9.e-]+)$", output, re.MULTILINE)
    return {name: float(cycles) / float(seconds) / 1e3 for name, cycles, seconds in found}


def bare_speed(program):
    output = subprocess.run([program, "--benchmark_filter=bare_eval_loop", "--benchmark_format=csv",
                             "--benchmark_min_time=0.3"], capture_output=True, text=True,
                            check=True).stdout
    header, row = [line for line in output.splitlines() if "items_per_second" in line or
                   line.startswith('"bare')]
    column = header.split(",").index("items_per_second")
    return float(row.split(",")[column]) / 1e3


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--host", required=True)
    parser.add_argument("--bare", required=True)
    parser.add_argument("--work", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()

    options.host, options.bare, options.work = (
        pathlib.Path(p).resolve() for p in (options.host, options.bare, options.work))
    own = options.work / "own"
    own.mkdir(parents=True, exist_ok=True)
    (own / "Makefile").write_text("include $(shell cocotb-config --makefiles)/Makefile.sim\n")
    run(["make", "sim_build/Vtop"], own, environment(own))

    rounds = []
    for _ in range(options.rounds):
        rounds.append({
            "bare": bare_speed(options.bare),
            "own": speeds(run([str(own / "sim_build/Vtop")], own,
                              environment(own, LIBPYTHON_LOC=libpython()))),
            "host": speeds(run([str(options.host)], options.work,
                               environment(options.work, SPEED_SYSTEMC_CLOCK="1"))),
        })

    def median(figure):
        return statistics.median(figure(r) for r in rounds)

    print(f"bare eval() loop: {median(lambda r: r['bare']):.0f} kHz")
    print(f"{'Python':8}{'cocotb main':>14}{'VPI host':>14}{'host/main':>11}{'bare/host':>11}")
    for test in TESTS:
        own_khz = median(lambda r, t=test: r["own"][t])
        host_khz = median(lambda r, t=test: r["host"][t])
        gain = median(lambda r, t=test: r["host"][t] / r["own"][t])
        slowdown = median(lambda r, t=test: r["bare"] / r["host"][t])
        print(f"{test:8}{own_khz:10.1f} kHz{host_khz:10.1f} kHz{gain:11.2f}{slowdown:11.2f}")
    return 0


def libpython():
    return subprocess.run([str(ROOT / ".venv/bin/python3"), str(ROOT / "scripts/cocotb_paths.py")],
                          check=True, capture_output=True, text=True).stdout.splitlines()[1]


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: Apache-2.0
"""compare_clocks.py [--python PYTHON] [--module MODULE] HOST

Runs clock_tests.py, or another module, on the host twice, with the clocks in Python and in the host, and compares the
logs: each line, in order, and the simulated times. The tests' seed is that of the environment.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
LIMIT_SECONDS = 500
# Of all edges, so many at least have to be those of the host, or nothing is compared.
FEWEST = 0.3
# A run in which hardly a test ran compares nothing either.
FEWEST_SEEN = 100


def without_tracebacks(lines):
    """They name files and functions of one or the other side; the errors themselves stay."""
    indentation = None
    for line in lines:
        if indentation is not None and line.startswith(indentation + " "):
            continue
        traceback = re.match(r"( *)Traceback ", line)
        indentation = traceback[1] if traceback else None
        yield line


def run(options, name, *arguments):
    """(log without what is not simulated, clock edges of the host, exit code)."""
    folder = pathlib.Path(name).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    environment = dict(os.environ, MODULE=options.module, COCOTB_RESULTS_FILE=str(folder / "r.xml"),
                       PYTHONPATH=str(HERE), PYTHONDONTWRITEBYTECODE="1",
                       LIGHTLOOP_FAILURE_WAVES="0")
    environment.pop("LIGHTLOOP_PYTHON_CLOCKS", None)
    command = [options.host, "--statistics", "--time-limit", "1us", *arguments]
    if options.python:
        command += ["--python", options.python]
    done = subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=LIMIT_SECONDS, check=False)
    (folder / "log").write_text(done.stdout, encoding="utf-8")
    statistics = re.search(r"(\d+) callbacks, (\d+) clock edges in place", done.stdout)
    lines = [re.sub(r"0x[0-9a-f]+", "0x", line) for line in done.stdout.splitlines()
             if not line.startswith("lightloop: ")]
    # The tables at the end of a run have columns of real time.
    lines = [re.sub(r"((?:PASS|FAIL|SKIP)\S*\s+[\d.]+)\s.*", r"\1", line) for line in lines]
    lines = [re.sub(r"SKIP=.*", "", line) for line in lines]
    lines = list(without_tracebacks(lines))
    return lines, int(statistics[2]) if statistics else -1, done.returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", help="whose cocotb; default: the project's")
    parser.add_argument("--module", default="clock_tests")
    parser.add_argument("host")
    options = parser.parse_args()
    options.host = str(pathlib.Path(options.host).resolve())
    python, none, python_code = run(options, "clocks_in_python", "--python-clocks")
    host, edges, host_code = run(options, "clocks_in_host")
    rising = sum(1 for line in python if re.search(r": (rising|falling): ", line))
    print(f"{len(python)} lines, {rising} edges seen, {edges} edges of the host")
    problems = []
    if rising < FEWEST_SEEN:
        problems.append(f"the log has {rising} edges, expected {FEWEST_SEEN} at least")
    if python_code != host_code or not python:
        problems.append(f"exit codes {python_code} and {host_code}")
    if none != 0 or edges < FEWEST * rising:
        problems.append(f"{none} and {edges} clock edges were those of the host")
    for number, (left, right) in enumerate(zip(python, host)):
        if left != right:
            problems.append(f"line {number + 1}:\n  in Python: {left}\n  in the host: {right}")
            break
    if len(python) != len(host):
        problems.append(f"{len(python)} and {len(host)} lines")
    for problem in problems:
        print(f"compare_clocks: {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

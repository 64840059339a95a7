# SPDX-License-Identifier: Apache-2.0
"""check_run.py [expectations] -- COMMAND...

Runs a VPI host in a folder of its own and checks what it leaves: exit code, output, results file.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

LIMIT_SECONDS = 1000
# What a run of yesterday may have left.
STALE_RESULTS = '<testsuites><testsuite name="all"><testcase classname="a" name="b"/></testsuite></testsuites>'


def check_results(options, file):
    if not file.exists():
        return [f"no {file}"]
    cases = list(ElementTree.parse(file).iter("testcase"))
    failed = [c for c in cases if c.find("failure") is not None or c.find("error") is not None]
    problems = []
    if options.tests is not None and len(cases) != options.tests:
        problems.append(f"{file} has {len(cases)} test cases, expected {options.tests}")
    if options.failures is not None and len(failed) != options.failures:
        names = ", ".join(f"{c.get('classname')}.{c.get('name')}" for c in failed)
        problems.append(f"{len(failed)} failed ({names}), expected {options.failures}")
    if options.failed is not None and options.failed not in [c.get("name") for c in failed]:
        problems.append(f"{options.failed} did not fail")
    if options.reason is not None:
        messages = [f.get("message", "") for c in failed for f in c.iter("failure")]
        if not any(re.search(options.reason, message) for message in messages):
            problems.append(f"no failure says '{options.reason}', only {messages}")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--exit", type=int, default=0)
    parser.add_argument("--output", action="append", default=[], help="regular expression")
    parser.add_argument("--last-line", help="regular expression of the output's last line")
    parser.add_argument("--no-output", action="append", default=[], help="regular expression")
    parser.add_argument("--tests", type=int, help="test cases in the results file")
    parser.add_argument("--failures", type=int, help="failed test cases in the results file")
    parser.add_argument("--failed", help="name of a failed test case")
    parser.add_argument("--reason", help="regular expression of a failure's message")
    parser.add_argument("--fst", help="a file that is an FST waveform")
    parser.add_argument("--stale-results", action="store_true", help="begin with an old file")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()

    folder = pathlib.Path(os.environ["COCOTB_RESULTS_FILE"]).parent
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.chdir(folder)
    results = folder / "results.xml"
    if options.stale_results:
        results.write_text(STALE_RESULTS, encoding="utf-8")
    done = subprocess.run(options.command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, timeout=LIMIT_SECONDS, check=False)
    print(done.stdout)
    problems = []
    if done.returncode != options.exit:
        problems.append(f"exit code {done.returncode}, expected {options.exit}")
    for pattern in options.output:
        if not re.search(pattern, done.stdout):
            problems.append(f"the output has no '{pattern}'")
    lines = done.stdout.strip().splitlines() or [""]
    if options.last_line and not re.search(options.last_line, lines[-1]):
        problems.append(f"the last line has no '{options.last_line}': {lines[-1]}")
    for pattern in options.no_output:
        if re.search(pattern, done.stdout):
            problems.append(f"the output has '{pattern}'")
    of_results = (options.tests, options.failures, options.failed, options.reason)
    if any(option is not None for option in of_results):
        problems += check_results(options, results)
    if options.fst:
        file = folder / options.fst
        # An FST file begins with a header block: type 0, length 329.
        if not file.exists() or file.read_bytes()[:9] != bytes(7) + (329).to_bytes(2, "big"):
            problems.append(f"{file} is not an FST waveform")
    for problem in problems:
        print(f"check_run: {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

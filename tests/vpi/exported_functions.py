# SPDX-License-Identifier: Apache-2.0
"""exported_functions.py NM PROGRAM

Whether the program exports the functions that an application calls: the VPI functions of
sim/vpi/renamed_functions.txt, and those of bus models. A linker leaves out object files of a library
that nothing refers to.
"""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    _, nm, program = sys.argv
    names = (ROOT / "sim/vpi/renamed_functions.txt").read_text(encoding="utf-8").split()
    wanted = {f"vpi_{name}" for name in names} | {"lightloop_bus_open", "lightloop_clock_open"}
    done = subprocess.run([nm, "--dynamic", "--defined-only", program], capture_output=True, text=True,
                          check=True)
    missing = sorted(wanted - {line.split()[-1] for line in done.stdout.splitlines()})
    print(f"{len(wanted)} functions, missing: {missing}")
    return 1 if missing or len(wanted) < 15 else 0


if __name__ == "__main__":
    sys.exit(main())

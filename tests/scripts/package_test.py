#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""package_test.py SOURCE BUILD VERSION: makes the Debian package of the finished build and uses what is in it
from where it was unpacked. (It is installed by apt in a root of its own by hand.)"""

import gzip
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE, BUILD, VERSION = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]


def run(*command, **options):
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True, **options)
    if result.returncode != 0:
        raise AssertionError(f"{command}: exit code {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        # What a user keeps in a folder with a blank in its name; the paths are relative.
        cls.kept = cls.folder / f"out put/lightloop-{VERSION}/kept"
        cls.kept.parent.mkdir(parents=True)
        cls.kept.write_text("mine")
        run(SOURCE / "scripts/package", "--from", os.path.relpath(BUILD, cls.folder), "--output", "out put",
            cwd=cls.folder)
        (cls.package,) = cls.folder.glob("out put/*.deb")
        cls.root = cls.folder / "root"
        run("dpkg-deb", "--extract", cls.package, cls.root)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def test_name_and_version(self):
        self.assertTrue(self.package.name.startswith(f"lightloop_{VERSION}_"), self.package.name)
        self.assertEqual(run("dpkg-deb", "--field", self.package, "Version").strip(), VERSION)

    def test_leaves_what_was_in_the_folder_and_nothing_else(self):
        self.assertEqual(self.kept.read_text(), "mine")
        folders = [p.name for p in self.kept.parents[1].iterdir() if p.is_dir()]
        self.assertEqual(folders, [self.kept.parent.name])

    def test_names_the_commit_of_the_tree(self):
        kept = {name: value for name, value in os.environ.items() if name != "LIGHTLOOP_COMMIT"}
        commit = run("cmake", "-D", f"SOURCE={SOURCE}", "-P", SOURCE / "scripts/cmake/LightloopCommit.cmake",
                     env=kept).strip()
        self.assertIn(f"commit     {commit}\n", run(self.root / "usr/bin/lightloop", "--version"))
        changelog = gzip.open(self.root / "usr/share/doc/lightloop/changelog.Debian.gz", "rt").read()
        self.assertIn(f"Built from commit {commit}.", changelog)

    def test_needs_the_libraries_of_program_and_device_process(self):
        needs = run("dpkg-deb", "--field", self.package, "Depends")
        for library in ("libc6", "libstdc\\+\\+6", r"libsystemc\S*", "libxrt1", r"libfmt\d+", "zlib1g"):
            self.assertRegex(needs, rf"(^|, ){library}")
        self.assertNotRegex(needs, r"-dev\b")

    def test_files_are_where_debian_has_them(self):
        for name in ("bin/lightloop", "lib/lightloop/lightloop_emu.xclbin",
                     "lib/lightloop/liblightloop_xrt_compat.so", "share/man/man1/lightloop.1.gz",
                     "share/bash-completion/completions/lightloop",
                     "share/zsh/vendor-completions/_lightloop",
                     "share/fish/vendor_completions.d/lightloop.fish",
                     "share/lightloop/profiles/kp4-awgn.toml", "share/doc/lightloop/copyright",
                     "share/doc/lightloop/changelog.Debian.gz"):
            self.assertTrue((self.root / "usr" / name).is_file(), name)

    def test_sums_are_those_of_the_files(self):
        control = self.folder / "control"
        run("dpkg-deb", "--control", self.package, control)
        run("md5sum", "--check", "--strict", control / "md5sums", cwd=self.root)

    def test_belongs_to_root_and_is_readable(self):
        for line in run("dpkg-deb", "--contents", self.package).splitlines():
            self.assertRegex(line, r"^(-rw[x-]r-[x-]r-[x-]|drwxr-xr-x|lrwxrwxrwx) root/root ")

    def test_program_runs_on_every_engine(self):
        for engine in ("golden", "rtl", "emu"):
            out = run(self.root / "usr/bin/lightloop", "run", "--profile", "kp4-awgn", "--engine", engine,
                      "--codewords", "16", cwd=self.folder)
            self.assertTrue(re.search(r"17\.655 \| +16 \|", out), out)


class Arguments(unittest.TestCase):
    def refused(self, *arguments):
        result = subprocess.run([SOURCE / "scripts/package", *arguments], capture_output=True, text=True)
        self.assertEqual(result.returncode, 2)
        self.assertRegex(result.stderr, r"^package: [^\n]*\n$")
        return result.stderr

    def test_that_are_wrong_are_refused(self):
        for arguments in (["--turbo"], ["--from", "/nonexistent"], ["extra"], ["--from"], ["--output"],
                          ["--from", ""], ["--output", ""], ["--from", "--output", "x"]):
            self.refused(*arguments)

    def test_a_build_of_another_tree_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "CMakeCache.txt").write_text("CMAKE_HOME_DIRECTORY:INTERNAL=/other\n")
            self.assertIn("a build of /other", self.refused("--from", folder))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)

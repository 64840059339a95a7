#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""install_test.py CMAKE SOURCE BUILD: installs the finished build below a prefix, moves it elsewhere,
and uses it from there: every engine that needs no card, every profile, man page and completion."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

CMAKE, SOURCE, BUILD = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])


def run(*command, **options):
    result = subprocess.run([str(word) for word in command], capture_output=True, text=True,
                            timeout=600, **options)
    if result.returncode != 0:
        raise AssertionError(f"{command}: exit code {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout


class Installation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp())
        run(CMAKE, "--install", BUILD, "--prefix", cls.folder / "first")
        # A blank in the path, and none of the places that it was built or installed in.
        cls.prefix = cls.folder / "moved here"
        (cls.folder / "first").rename(cls.prefix)
        cls.program = cls.prefix / "bin/lightloop"
        cls.work = cls.folder / "work"
        cls.work.mkdir()

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def lightloop(self, *arguments):
        return run(self.program, *arguments, cwd=self.work)

    def test_every_engine_without_a_card(self):
        rows = set()
        for engine in ("golden", "rtl", "emu"):
            out = self.lightloop("run", "--profile", "kp4-awgn", "--engine", engine,
                                 "--codewords", "32", "--csv", self.work / "r.csv")
            self.assertIn(str(self.prefix), out.replace("\n#           ", " "))
            row = (self.work / "r.csv").read_text().splitlines()[1]
            rows.add(",".join(row.split(",")[:4]))
        self.assertEqual(len(rows), 1, rows)

    def test_emulation_takes_the_installed_library(self):
        out = self.lightloop("emu", "--", "sh", "-c", 'echo "$LD_PRELOAD $LD_LIBRARY_PATH"')
        self.assertIn(str(self.prefix / "lib/lightloop"), out)
        self.assertNotIn(str(BUILD), out)

    def test_the_emulated_card_comes_from_the_installed_xclbin(self):
        xclbin = self.prefix / "lib/lightloop/lightloop_emu.xclbin"
        hidden = xclbin.with_suffix(".hidden")
        self.assertTrue(xclbin.is_file())
        xclbin.rename(hidden)
        xclbin.write_bytes(b"no xclbin")
        try:
            result = subprocess.run([self.program, "run", "--profile", "kp4-awgn", "--engine", "emu"],
                                    capture_output=True, text=True, cwd=self.work, timeout=600)
            self.assertNotEqual(result.returncode, 0)
            self.assertIn(str(xclbin), result.stderr)
        finally:
            hidden.replace(xclbin)

    def test_every_profile(self):
        names = [p.stem for p in (self.prefix / "share/lightloop/profiles").glob("*.toml")]
        self.assertIn("kp4-touchstone", names)
        listed = self.lightloop("profiles")
        self.assertIn(f"# from {self.prefix}/share/lightloop/profiles", listed)
        for name in names:
            self.assertIn(name, listed)
            text = (self.prefix / f"share/lightloop/profiles/{name}.toml").read_text()
            channel = "digital" if "[digital]" in text else "systemc"
            self.lightloop("run", "--profile", name, "--engine", "golden", "--channel", channel,
                           "--codewords", "16")

    def test_a_copy_of_every_profile(self):
        """The recipe of host/profiles/README.md."""
        for profile in (self.prefix / "share/lightloop/profiles").glob("*.toml"):
            text = profile.read_text()
            copy = self.work / "my-link.toml"
            copy.write_text(text.replace(f'name = "{profile.stem}"', 'name = "my-link"', 1))
            channel = "digital" if "[digital]" in text else "systemc"
            self.lightloop("run", "--profile", "./my-link.toml", "--engine", "golden", "--channel",
                           channel, "--codewords", "16")

    def test_a_link_to_the_program_finds_all_of_it(self):
        link = self.work / "lightloop"
        link.symlink_to(self.program)
        self.assertIn("kp4-awgn", run(link, "profiles", cwd=self.work))

    def test_manual_page_and_completions_are_those_of_the_program(self):
        for format, place in {
            "man": "share/man/man1/lightloop.1",
            "bash": "share/bash-completion/completions/lightloop",
            "zsh": "share/zsh/site-functions/_lightloop",
            "fish": "share/fish/vendor_completions.d/lightloop.fish",
        }.items():
            self.assertEqual((self.prefix / place).read_text(), self.lightloop("completion", format))

    def test_a_staged_installation_is_the_same(self):
        stage = self.folder / "stage"
        run(CMAKE, "--install", BUILD, "--prefix", "/usr", env=os.environ | {"DESTDIR": str(stage)})

        def tree(root):
            return sorted(str(p.relative_to(root)) for p in root.rglob("*"))

        self.assertEqual(tree(stage / "usr"), tree(self.prefix))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""script_help_test.py SOURCE: every script that is meant to be called knows --help and -h: exit code 0, text on
standard output that begins with what the script is for, nothing done."""

import pathlib
import subprocess
import sys
import unittest

SOURCE = pathlib.Path(sys.argv[1])


def scripts():
    tracked = sorted(p for p in (SOURCE / "scripts").iterdir() if p.is_file())
    return [p for p in tracked if p.stat().st_mode & 0o111]


class Help(unittest.TestCase):
    def test_of_every_script(self):
        found = scripts()
        self.assertGreater(len(found), 10)
        for script in found:
            for option in ("--help", "-h"):
                with self.subTest(script=script.name, option=option):
                    result = subprocess.run([script, option], capture_output=True, text=True, timeout=300,
                                            cwd="/", stdin=subprocess.DEVNULL)
                    self.assertEqual(result.returncode, 0, result.stderr)
                    self.assertIn(script.name.removesuffix(".py"), result.stdout)
                    self.assertGreater(len(result.stdout.splitlines()), 1)
                    self.assertEqual(result.stderr, "")
                    for line in result.stdout.splitlines():
                        self.assertFalse(line.startswith(("#", "set -")), line)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])

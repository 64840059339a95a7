# SPDX-License-Identifier: Apache-2.0
"""cocotb_host_test.py SOURCE: what scripts/cocotb-host makes of a call of Verilator, with programs that stand
for a build's Verilator and for another one on PATH."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(sys.argv[1])
# Writes down what it is called with, and leaves the makefile of a model; it cannot describe a design.
VERILATOR = """#!/usr/bin/env bash
case "$*" in
  *--getenv*) echo "${VERILATOR_ROOT-$0.root}"; exit ;;
  *--cc*) ;;
  *) exit 1 ;;
esac
printf '%s\\n' "$@" > "$0.arguments"
echo 'include verilated.mk' > sim_build/Vtop.mk
"""
BUILD = ["verilator", "--cc", "--exe", "--Mdir", "sim_build", "--top-module", "top", "top.sv",
         "/usr/share/cocotb/share/lib/verilator/verilator.cpp"]


class CocotbHost(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name).resolve()
        self.verilator = self.program("build/verilator", VERILATOR)
        self.program("path/verilator", "#!/bin/sh\necho the one of PATH\n")
        self.file("build/CMakeCache.txt", f"LIGHTLOOP_VERILATOR:FILEPATH={self.verilator}\n")
        self.file("build/sim/vpi/liblightloop_vpi.a", "")
        self.makefile("CFG_CXXFLAGS_PCH_I = -include")

    def file(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def program(self, name, text):
        path = self.file(name, text)
        path.chmod(0o755)
        return path

    def makefile(self, line):
        self.file("build/verilator.root/include/verilated.mk", line + "\n")

    def run_host(self, command):
        python = pathlib.Path(sys.executable).parent
        return subprocess.run(
            [SOURCE / "scripts/cocotb-host", *command], cwd=self.folder, capture_output=True, text=True,
            check=False, env=dict(os.environ, LIGHTLOOP_BUILD=str(self.folder / "build"),
                                  VERILATOR_ROOT="/of/another",
                                  PATH=f"{self.folder}/path:{python}:{os.environ['PATH']}"))

    def test_the_verilator_of_the_build_is_called(self):
        done = self.run_host(["verilator", "--getenv", "VERILATOR_ROOT"])
        self.assertEqual((done.stdout, done.returncode), (f"{self.verilator}.root\n", 0), done.stderr)
        done = self.run_host(BUILD)
        self.assertEqual(done.returncode, 0, done.stderr)
        arguments = (self.folder / "build/verilator.arguments").read_text(encoding="utf-8").split()
        self.assertIn(f"{SOURCE}/sim/vpi/host_main.cpp", arguments)
        self.assertNotIn(BUILD[-1], arguments)
        # What only the application calls must not be left out by the linker.
        names = (SOURCE / "sim/vpi/renamed_functions.txt").read_text(encoding="utf-8").split()
        for name in ["lightloop_bus_open", *(f"vpi_{name}" for name in names)]:
            self.assertEqual(arguments[arguments.index(name) - 1], "-u")

    def test_a_build_whose_verilator_has_gone(self):
        self.verilator.unlink()
        done = self.run_host(BUILD)
        self.assertEqual(done.returncode, 2)
        self.assertIn(f"'{self.verilator}', is no program", done.stderr)

    def test_a_makefile_that_lacks_a_flag_gets_it(self):
        for line, expected in (("CFG_CXXFLAGS_PCH_I = ", 1), ("CFG_CXXFLAGS_PCH_I = -include", 0), ("", 0)):
            with self.subTest(line):
                self.makefile(line)
                self.assertEqual(self.run_host(BUILD).returncode, 0)
                text = (self.folder / "sim_build/Vtop.mk").read_text(encoding="utf-8")
                self.assertEqual(text.count("CFG_CXXFLAGS_PCH_I = -include"), expected)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])

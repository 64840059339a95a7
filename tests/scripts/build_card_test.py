#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""build_card_test.py SOURCE VERILATOR: scripts/build-card without Vitis: its dry run, its arguments, what it hands to
Vivado and v++ (programs that note their arguments stand for them), and scripts/verilog_top.py."""

import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

SOURCE, VERILATOR = pathlib.Path(sys.argv[1]), sys.argv[2]
SCRIPT = SOURCE / "scripts/build-card"
TOP = SOURCE / "scripts/verilog_top.py"
STAND_IN = """#!/bin/sh
printf '%s\\n' "$(basename "$0")" "$@" END >> "$CALLS"
"""


def build_card(*arguments, **environment):
    return subprocess.run([SCRIPT, *arguments], capture_output=True, text=True,
                          env=os.environ | environment)


class DryRun(unittest.TestCase):
    def commands(self, *arguments):
        result = build_card("--dry-run", *arguments)
        self.assertEqual(result.returncode, 0, result.stderr)
        return [shlex.split(line) for line in result.stdout.splitlines()]

    def test_prints_every_command_and_runs_none(self):
        with tempfile.TemporaryDirectory() as folder:
            output = pathlib.Path(folder) / "not yet/a b.xclbin"
            commands = self.commands("--output", str(output), "some_platform")
            self.assertFalse(output.parent.exists())
        programs = [command[0] for command in commands if "--preset" not in command]
        self.assertEqual(programs, ["cd", "cmake", "mkdir", "cd", "python3", "vivado", "python3", "vivado", "v++"])
        link = commands[-1]
        self.assertEqual(link[link.index("--output") + 1], str(output))
        self.assertEqual(link[link.index("--target") + 1], "hw")
        self.assertEqual(link[link.index("--platform") + 1], "some_platform")
        self.assertEqual(link[-2:], ["ll_fec.xo", "ll_link.xo"])

    def test_relative_paths_are_the_callers(self):
        with tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "p.xpfm").touch()
            result = subprocess.run([SCRIPT, "--dry-run", "--output", "out/x.xclbin", "p.xpfm"], cwd=folder,
                                    capture_output=True, text=True)
            self.assertEqual(result.returncode, 0, result.stderr)
            link = shlex.split(result.stdout.splitlines()[-1])
            folder = os.path.realpath(folder)
            self.assertEqual(link[link.index("--output") + 1], f"{folder}/out/x.xclbin")
            self.assertEqual(link[link.index("--platform") + 1], f"{folder}/p.xpfm")

    def test_options_may_stand_behind_the_platform(self):
        before = self.commands("--target", "hw_emu", "--frequency", "250", "p")
        self.assertEqual(self.commands("p", "--frequency", "250", "--target", "hw_emu"), before)
        self.assertEqual(before[-1], ["emconfigutil", "--platform", "p"])
        self.assertIn("frequency=250000000", before[-3])
        self.assertIn("--kernel_frequency", before[-2])

    def test_options_of_vpp_are_handed_on(self):
        link = self.commands("p", "--", "--config", "a b.cfg", "-O3")[-1]
        at = link.index("--config")
        self.assertEqual(link[at:at + 3], ["--config", "a b.cfg", "-O3"])


class Arguments(unittest.TestCase):
    def test_that_are_wrong_are_refused_in_one_line(self):
        for arguments in ([], ["--target"], ["--target", "--dry-run", "p"], ["--target", "sw", "p"],
                          ["p", "out.xclbin"], ["out.xclbin"], ["out.xclbin", "p"], ["--turbo", "p"],
                          ["--output", "x.xo", "p"], ["--frequency", "3e8", "p"], ["a.xpfm"],
                          ["--frequency", "0", "p"], ["--", "p"]):
            with self.subTest(arguments=arguments):
                result = build_card(*arguments)
                self.assertEqual(result.returncode, 2)
                self.assertRegex(result.stderr, r"^build-card: [^\n]*--help\)\n$")
                self.assertEqual(result.stdout, "")

    def test_help(self):
        result = build_card("--help")
        self.assertEqual(result.returncode, 0)
        for word in ("--target", "--frequency", "--output", "--dry-run", "PLATFORM"):
            self.assertIn(word, result.stdout)


class StandIns(unittest.TestCase):
    def test_get_what_the_dry_run_prints(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / "bin").mkdir()
            for name in ("vivado", "v++", "cmake", "emconfigutil"):
                (folder / "bin" / name).write_text(STAND_IN)
                (folder / "bin" / name).chmod(0o755)
            arguments = ["--output", str(folder / "out/x.xclbin"), "--target", "hw_emu", "p"]
            result = build_card(*arguments, PATH=f"{folder}/bin:{os.environ['PATH']}",
                                XILINX_XRT="/opt/xrt", CALLS=str(folder / "calls"))
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertIn("built", result.stderr)
            calls = [call.split("\n") for call in
                     (folder / "calls").read_text().removesuffix("\nEND\n").split("\nEND\n")]
            dry = build_card("--dry-run", *arguments).stdout.splitlines()
            printed = [shlex.split(line) for line in dry]
            self.assertEqual(calls, [c for c in printed if c[0] not in ("mkdir", "cd", "python3")])
            for kernel in ("ll_fec", "ll_link"):
                top = (folder / f"out/{kernel}_top.v").read_text()
                self.assertIn(f"module {kernel}_top (", top)

    def test_missing_tools_are_named(self):
        result = build_card("p", PATH="/usr/bin:/bin", XILINX_XRT="")
        self.assertEqual(result.returncode, 2)
        self.assertIn("v++ not found", result.stderr)


# Stands for the commands of Vivado: prints them.
VIVADO = "proc unknown {args} { puts [join $args { }]; return it }\n"


@unittest.skipUnless(shutil.which("tclsh"), "tclsh is not installed")
class PackageKernel(unittest.TestCase):
    def package(self, *arguments):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            (folder / "k.xml").write_text('<port name="S_AXI_CONTROL"/><port name="M_AXI_A"/>')
            (folder / "k.f").write_text("a.sv\nb.sv\n")
            (folder / "run.tcl").write_text(
                VIVADO + f"source {SOURCE}/scripts/package_kernel.tcl\n")
            return subprocess.run(["tclsh", "run.tcl", *arguments], cwd=folder, capture_output=True,
                                  text=True)

    GOOD = ["kernel=k", "xml=k.xml", "files=k.f", "top=k_top.v", "frequency=300000000", "output=k.xo"]

    def test_packages_the_verilog_top_under_the_name_of_the_kernel(self):
        for arguments in (self.GOOD, self.GOOD[::-1]):
            result = self.package(*arguments)
            self.assertEqual(result.returncode, 0, result.stderr)
            for command in (
                "add_files -norecurse a.sv b.sv", "add_files -norecurse k_top.v",
                "set_property top k_top it", "set_property name k it",
                "ipx::associate_bus_interfaces -busif s_axi_control -clock ap_clk it",
                "ipx::associate_bus_interfaces -busif m_axi_a -clock ap_clk it",
                "ipx::add_bus_parameter -quiet FREQ_HZ it", "set_property value 300000000 it",
                "ipx::add_bus_parameter -quiet FREQ_TOLERANCE_HZ it", "set_property value -1 it",
                "package_xo -force -xo_path k.xo -kernel_name k -ip_directory k.ip -kernel_xml k.xml"):
                self.assertIn(f"{command}\n", result.stdout)

    def test_arguments_have_names(self):
        for arguments, message in ((self.GOOD[1:], "kernel= is missing"),
                                   ([*self.GOOD, "k.xo"], "found 'k.xo', expected kernel=")):
            result = self.package(*arguments)
            self.assertNotEqual(result.returncode, 0)
            self.assertIn(message, result.stderr)


class VerilogTop(unittest.TestCase):
    def make(self, text, module="k"):
        with tempfile.TemporaryDirectory() as folder:
            source, output = pathlib.Path(folder) / "k.sv", pathlib.Path(folder) / "k.v"
            source.write_text(text)
            result = subprocess.run([sys.executable, TOP, module, source, output], capture_output=True,
                                    text=True)
            return result, output.read_text() if output.exists() else ""

    def test_has_all_ports_of_the_kernels_and_is_verilog(self):
        for kernel in ("ll_fec", "ll_link"):
            source = SOURCE / f"rtl/kernel/{kernel}.sv"
            result, text = self.make(source.read_text(), kernel)
            self.assertEqual(result.returncode, 0, result.stderr)
            declared = re.findall(r"^  (?:input|output) +logic[^/]*?(\w+),?\s*(?://.*)?$", source.read_text(),
                                  re.MULTILINE)
            self.assertGreater(len(declared), 40)
            self.assertEqual(re.findall(r"wire .*?(\w+),?$", text, re.MULTILINE), declared)
            self.assertEqual(re.findall(r"\.(\w+)\(\1\)", text), declared)
            stub = re.sub(r"_top\b", "", text.split("  " + kernel + " kernel")[0]) + "endmodule\n"
            with tempfile.TemporaryDirectory() as folder:
                path = pathlib.Path(folder) / "top.v"
                path.write_text(text + stub)
                lint = subprocess.run(
                    [VERILATOR, "--lint-only", "-Wno-SYMRSVDWORD", "--language", "1364-2005",
                     "--top-module", f"{kernel}_top", path], capture_output=True, text=True)
                self.assertEqual(lint.returncode, 0, lint.stderr)

    def test_other_ports_are_refused(self):
        for port in ("inout logic a", "input my_type_t a", "input logic [W-1:0] a", "axi_if.master a",
                     "input logic a [3]", "input logic"):
            result, text = self.make(f"module k #(parameter W = 2) ({port}); endmodule\n")
            self.assertEqual((result.returncode, text), (2, ""), port)
            self.assertIn("found the port", result.stderr)

    def test_a_module_that_is_not_there(self):
        result, _ = self.make("module other (input logic a); endmodule\n")
        self.assertEqual(result.returncode, 2)
        self.assertIn("found no module k", result.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])

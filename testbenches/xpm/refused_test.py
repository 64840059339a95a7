#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""refused_test.py VERILATOR: what the models of XPM macros do not model, they refuse by name when RTL
that asks for it is read, and nothing else."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

MODELS = pathlib.Path(__file__).resolve().parents[2] / "rtl/xpm"
VERILATOR = "verilator"

GOOD = (
    ("xpm_fifo_sync", '.DOUT_RESET_VALUE("00")'),
    ("xpm_fifo_async", ".RELATED_CLOCKS(1)"),
    ("xpm_fifo_axis", '.CLOCKING_MODE("independent_clock")'),
    ("xpm_memory_sdpram", '.WRITE_MODE_B("write_first")'),
    ("xpm_memory_tdpram", '.READ_RESET_VALUE_A("0000"), .CLOCKING_MODE("independent_clock")'),
)
REFUSED = (
    ("xpm_fifo_sync", '.DOUT_RESET_VALUE("1")', "DOUT_RESET_VALUE"),
    ("xpm_fifo_async", '.DOUT_RESET_VALUE("a0")', "DOUT_RESET_VALUE"),
    ("xpm_fifo_sync", ".WAKEUP_TIME(2)", "WAKEUP_TIME"),
    ("xpm_fifo_async", '.ECC_MODE("en_ecc")', "ECC_MODE"),
    ("xpm_fifo_sync", ".READ_DATA_WIDTH(16)", "READ_DATA_WIDTH"),
    ("xpm_fifo_axis", '.CLOCKING_MODE("independent_clock"), .PACKET_FIFO("true")', "PACKET_FIFO"),
    ("xpm_memory_sdpram", '.READ_RESET_VALUE_B("f")', "READ_RESET_VALUE"),
    ("xpm_memory_sdpram", '.RST_MODE_B("ASYNC")', "RST_MODE"),
    ("xpm_memory_sdpram", '.WRITE_MODE_B("write_first"), .CLOCKING_MODE("independent_clock")',
     "WRITE_MODE_B"),
    ("xpm_memory_sdpram", '.WRITE_MODE_B("write_first"), .READ_DATA_WIDTH_B(16)', "WRITE_MODE_B"),
    ("xpm_memory_sdpram", ".AUTO_SLEEP_TIME(3)", "AUTO_SLEEP_TIME"),
    ("xpm_memory_tdpram", '.READ_RESET_VALUE_B("1")', "READ_RESET_VALUE"),
    ("xpm_memory_tdpram", '.RST_MODE_A("ASYNC")', "RST_MODE"),
    ("xpm_memory_tdpram", '.WAKEUP_TIME("use_sleep_pin")', "WAKEUP_TIME"),
    ("xpm_memory_tdpram", ".READ_DATA_WIDTH_B(16)", "data widths"),
)


def read(macro, parameters):
    """What Verilator says of RTL with this macro, with the flags of the packer."""
    with tempfile.TemporaryDirectory() as folder:
        top = pathlib.Path(folder, "top.sv")
        top.write_text(f"module top;\n  {macro} #({parameters}) i_macro ();\nendmodule\n",
                       encoding="utf-8")
        return subprocess.run(
            [VERILATOR, "--lint-only", "-Wno-fatal", "-Wno-lint", "-Werror-USERFATAL", "-y", str(MODELS),
             "--top-module", "top", str(top)], capture_output=True, text=True, check=False)


class Refused(unittest.TestCase):
    def test_what_is_modelled(self):
        for macro, parameters in GOOD:
            with self.subTest(f"{macro} {parameters}"):
                done = read(macro, parameters)
                self.assertEqual(done.returncode, 0, done.stderr)

    def test_what_is_not(self):
        for macro, parameters, name in REFUSED:
            with self.subTest(f"{macro} {parameters}"):
                done = read(macro, parameters)
                self.assertNotEqual(done.returncode, 0)
                self.assertIn("XPM model: ", done.stderr)
                self.assertIn(name, done.stderr)


if __name__ == "__main__":
    VERILATOR = sys.argv.pop(1)
    unittest.main()

# SPDX-License-Identifier: Apache-2.0
"""cocotb tests that ask for what cannot be done; tests/vpi/CMakeLists.txt says how each ends."""
import cocotb
from cocotb.handle import Force
from cocotb.triggers import Timer

COCOTB_2 = int(cocotb.__version__.split(".")[0]) >= 2


@cocotb.test()
async def forces_what_was_not_verilated_for_it(dut):
    dut.plain_o.value = Force(1)
    await Timer(1, "ns")


@cocotb.test()
async def forces_it_at_once(dut):
    try:
        dut.plain_o.setimmediatevalue(Force(1))
    except Exception:
        return
    assert False, "no Python error"


@cocotb.test()
async def drives_an_inout_port_that_the_rtl_drives(dut):
    dut.pad_io.value = 3
    await Timer(1, "ns")


@cocotb.test()
async def lets_go_of_an_inout_port(dut):
    if COCOTB_2:
        dut.pad_io.value = "zzzz"
    else:
        dut.pad_io.value = cocotb.binary.BinaryValue("zzzz")
    await Timer(1, "ns")

# SPDX-License-Identifier: Apache-2.0
"""cocotb tests on a design that makes its own clock, at a time precision of 1 fs."""
import cocotb
from cocotb.triggers import ReadOnly, RisingEdge, Timer
from cocotb.utils import get_sim_time


@cocotb.test()
async def time_is_kept_in_femtoseconds(dut):
    start = get_sim_time("fs")
    await Timer(1, "fs")
    assert get_sim_time("fs") - start == 1
    await RisingEdge(dut.clk_o)
    first = get_sim_time("fs")
    assert first == 1250
    await RisingEdge(dut.clk_o)
    assert get_sim_time("fs") - first == 2500


@cocotb.test()
async def read_only_shows_the_registers_after_the_edge(dut):
    """The clock rises within an evaluation, so a task woken by it reads registers that have changed
    already (README): what is read in ReadOnly does not depend on who makes the clock."""
    for value in (3, 5, 8):
        dut.data_i.value = value
        await RisingEdge(dut.clk_o)
        await ReadOnly()
        assert dut.data_o.value == value
        await Timer(1, "fs")

# SPDX-License-Identifier: Apache-2.0
"""cocotb tests beside attachments of vpi_probe."""
import cocotb
from cocotb.triggers import ClockCycles, Edge, FallingEdge, NextTimeStep, ReadOnly, RisingEdge
from cocotb.utils import get_sim_time


async def reset(dut):
    dut.rst_ni.value = 0
    await ClockCycles(dut.clk_i, 2)
    dut.rst_ni.value = 1
    await RisingEdge(dut.clk_i)  # the attachment sees the release after this edge


@cocotb.test()
async def bus_model_drives_each_cycle(dut):
    """C++ drives sum_i, Python reset and word_i; both are seen by the same edges."""
    await reset(dut)
    await ReadOnly()
    first = dut.sum_o.value.integer
    for i in range(20):
        await RisingEdge(dut.clk_i)
        dut.word_i.value = i
        await ReadOnly()
        assert dut.sum_i.value == 5
        assert dut.sum_o.value == (first + 5 * (i + 1)) % 256
    await FallingEdge(dut.clk_i)


@cocotb.test()
async def systemc_module_answers_at_its_own_time(dut):
    for _ in range(5):
        await RisingEdge(dut.clk_i)
        edge = get_sim_time("ps")
        await ReadOnly()
        number = dut.cycle_o.value.integer
        await Edge(dut.sum_i)
        assert get_sim_time("ps") == edge + 1000
        assert dut.sum_i.value == (number + 1) % 256


@cocotb.test()
async def the_next_time_step_may_be_that_of_another_module(dut):
    """Without a clock: the module of the attachment does something at 100 ns, and nothing after."""
    await NextTimeStep()
    assert get_sim_time("ns") == 100


@cocotb.test()
async def nothing_happens_any_more(dut):
    await RisingEdge(dut.clk_i)

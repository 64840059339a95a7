# SPDX-License-Identifier: Apache-2.0
"""cocotb tests on vpi_probe whose clock SystemC drives; all of them pass."""
import random

import cocotb
from cocotb.triggers import ClockCycles, Edge, FallingEdge, ReadOnly, RisingEdge, Timer
from cocotb.utils import get_sim_time


async def reset(dut):
    dut.word_i.value = 0
    dut.sum_i.value = 0
    dut.rst_ni.value = 0
    await ClockCycles(dut.clk_i, 2)
    dut.rst_ni.value = 1
    await RisingEdge(dut.clk_i)


@cocotb.test()
async def a_task_woken_by_the_clock_reads_what_the_flip_flops_see(dut):
    await reset(dut)
    for value in range(1, 10):
        dut.word_i.value = value
        await RisingEdge(dut.clk_i)  # the word is taken here ...
        assert dut.word_o.value == value - 1  # ... and this is from the edge before
        await ReadOnly()
        assert dut.word_o.value == value
        await Timer(1, "ps")


@cocotb.test()
async def the_clock_has_its_period_and_both_edges(dut):
    await RisingEdge(dut.clk_i)
    start = get_sim_time("ps")
    await ClockCycles(dut.clk_i, 10)
    assert get_sim_time("ps") - start == 32000
    await FallingEdge(dut.clk_i)
    assert get_sim_time("ps") - start == 33600
    await Edge(dut.clk_i)
    assert get_sim_time("ps") - start == 35200


@cocotb.test()
async def wide_words_come_back(dut):
    await reset(dut)
    word = random.getrandbits(512)
    dut.word_i.value = word
    await ClockCycles(dut.clk_i, 2)
    assert dut.word_o.value == word


@cocotb.test()
async def the_sum_counts_each_cycle_once(dut):
    await reset(dut)
    dut.sum_i.value = 3
    await ClockCycles(dut.clk_i, 20)
    await ReadOnly()
    assert dut.sum_o.value == 60


@cocotb.test()
async def parameters_are_visible(dut):
    assert dut.WIDTH.value == 512


@cocotb.test()
async def iteration_leaves_the_ports_what_they_are(dut):
    names = {handle._name for handle in dut}
    assert {"clk_i", "word_i", "word_o"} <= names
    await reset(dut)
    dut.sum_i.value = 1
    await ClockCycles(dut.clk_i, 5)
    await ReadOnly()
    assert dut.sum_o.value == 5

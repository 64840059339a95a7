# SPDX-License-Identifier: Apache-2.0
"""cocotb tests of Force, Freeze and Release on vpi_force."""
import cocotb
from cocotb.clock import Clock
from cocotb.handle import Force, Freeze, Release
from cocotb.triggers import ClockCycles, Edge, FallingEdge, ReadOnly, RisingEdge, Timer


async def settle():
    await Timer(1, "ns")


@cocotb.test()
async def force_comes_before_the_first_evaluation(dut):
    """The initialization of the model does not undo it."""
    dut.not_o.setimmediatevalue(Force(0))
    dut.word_i.setimmediatevalue(Force(0xC3))
    dut.a_i.value = 0
    await settle()
    assert (int(dut.not_o.value), int(dut.not_not_o.value)) == (0, 1)
    assert int(dut.word_o.value) == 0x3C
    dut.not_o.value = Release()
    dut.word_i.value = Release()
    await settle()
    assert (int(dut.not_o.value), int(dut.not_not_o.value)) == (1, 0)


@cocotb.test()
async def output_of_logic_is_held_and_what_it_feeds_too(dut):
    for forced in (0, 1):
        dut.not_o.value = Force(forced)
        for value in (1, 0, 1):
            dut.a_i.value = value
            await settle()
            assert dut.not_o.value == forced
            assert dut.not_not_o.value == 1 - forced
    dut.not_o.value = Release()
    for value in (1, 0):
        dut.a_i.value = value
        await settle()
        assert dut.not_o.value == 1 - value
        assert dut.not_not_o.value == value


@cocotb.test()
async def deposits_do_not_reach_a_forced_signal(dut):
    dut.not_o.value = Force(1)
    dut.word_i.value = Force(0x55)
    await settle()
    dut.not_o.value = 0
    dut.word_i.value = 0xAA
    await settle()
    assert (int(dut.not_o.value), int(dut.word_i.value), int(dut.word_o.value)) == (1, 0x55, 0xAA)
    dut.not_o.value = Release()
    dut.word_i.value = Release()
    await settle()
    dut.word_i.value = 0x0F
    await settle()
    assert (int(dut.word_i.value), int(dut.word_o.value)) == (0x0F, 0xF0)


@cocotb.test()
async def register_is_held_and_counts_on_from_there(dut):
    cocotb.start_soon(Clock(dut.clk_i, 10, "ns").start())
    await ClockCycles(dut.clk_i, 3)
    dut.u_counter.count_q.value = Force(200)
    await ClockCycles(dut.clk_i, 5)
    await ReadOnly()
    assert (int(dut.u_counter.count_q.value), int(dut.count_o.value)) == (200, 200)
    await FallingEdge(dut.clk_i)
    dut.u_counter.count_q.value = Release()
    await ReadOnly()
    assert dut.count_o.value == 200
    await ClockCycles(dut.clk_i, 2)
    await ReadOnly()
    assert dut.count_o.value == 202


@cocotb.test()
async def freeze_keeps_what_is_there(dut):
    cocotb.start_soon(Clock(dut.clk_i, 10, "ns").start())
    await ClockCycles(dut.clk_i, 2)
    await Timer(1, "ns")
    frozen = int(dut.count_o.value)
    dut.u_counter.count_q.value = Freeze()
    await ClockCycles(dut.clk_i, 5)
    await ReadOnly()
    assert dut.count_o.value == frozen
    await FallingEdge(dut.clk_i)
    dut.u_counter.count_q.value = Release()
    await ReadOnly()


@cocotb.test()
async def forcing_is_a_change_that_can_be_waited_for(dut):
    dut.a_i.value = 1
    await settle()
    assert dut.not_o.value == 0

    async def force_later():
        await Timer(10, "ns")
        dut.not_o.value = Force(1)
        await Timer(10, "ns")
        dut.not_o.value = Release()

    cocotb.start_soon(force_later())
    await RisingEdge(dut.not_o)
    await Edge(dut.not_o)
    assert dut.not_o.value == 0


@cocotb.test()
async def clock_can_be_held(dut):
    cocotb.start_soon(Clock(dut.clk_i, 10, "ns").start())
    await ClockCycles(dut.clk_i, 2)
    dut.clk_i.value = Force(1)
    await settle()
    before = int(dut.count_o.value)
    await Timer(100, "ns")
    assert dut.count_o.value == before
    dut.clk_i.value = Release()
    await ClockCycles(dut.clk_i, 3)
    await ReadOnly()
    assert int(dut.count_o.value) > before


@cocotb.test()
async def wide_words_and_inner_inputs(dut):
    word = (1 << 99) | 5
    dut.u_wide.word_i.value = Force(word)
    await settle()
    assert int(dut.wide_o.value) == word ^ (2**100 - 1)
    dut.u_wide.word_i.value = Release()
    await settle()
    assert int(dut.wide_o.value) == 2**100 - 1

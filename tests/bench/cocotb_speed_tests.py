# SPDX-License-Identifier: Apache-2.0
"""The same cocotb tests for both sides of cocotb_speed.py, on ffe_lanes. Each prints a line
`SPEED <name> <cycles> <seconds of processor time>`. Without SPEED_SYSTEMC_CLOCK in the environment Python makes the
clock."""
import os
import random
import time

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, RisingEdge, Timer

PERIOD_PS = 3200
CYCLES = int(os.environ.get("SPEED_CYCLES", "3000"))


async def start(dut):
    if "SPEED_SYSTEMC_CLOCK" not in os.environ:
        cocotb.start_soon(Clock(dut.clk_i, PERIOD_PS, "ps").start())
    dut.rst_ni.value = 0
    dut.valid_i.value = 0
    await ClockCycles(dut.clk_i, 4)
    dut.rst_ni.value = 1
    dut.valid_i.value = 1
    await ClockCycles(dut.clk_i, 4)


def report(name, began, cycles):
    print(f"SPEED {name} {cycles} {time.process_time() - began}", flush=True)


@cocotb.test()
async def drive(dut):
    """A 512-bit word driven and one checked in each clock cycle. The words repeat, and so must what
    the filters make of them."""
    await start(dut)
    words = [random.getrandbits(512) for _ in range(16)]
    expected = []
    clock_edge = RisingEdge(dut.clk_i)
    for i in range(48):
        await clock_edge
        dut.data_i.value = words[i % 16]
        expected.append(dut.data_o.value.integer)
    expected = expected[32:]
    assert len(set(expected)) == 16
    began = time.process_time()
    for i in range(CYCLES):
        await clock_edge
        dut.data_i.value = words[i % 16]
        assert dut.data_o.value.integer == expected[i % 16]
    report("drive", began, CYCLES)


@cocotb.test()
async def edge(dut):
    """Python wakes at each rising edge and does nothing."""
    await start(dut)
    clock_edge = RisingEdge(dut.clk_i)
    began = time.process_time()
    for _ in range(4 * CYCLES):
        await clock_edge
    report("edge", began, 4 * CYCLES)


@cocotb.test()
async def sleep(dut):
    """Python waits for a time."""
    await start(dut)
    began = time.process_time()
    await Timer(20 * CYCLES * PERIOD_PS, "ps")
    report("sleep", began, 20 * CYCLES)

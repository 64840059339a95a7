# SPDX-License-Identifier: Apache-2.0
"""cocotb tests for the ways in which a run ends; tests/vpi/CMakeLists.txt says what is expected."""
import atexit
import ctypes
import os
import random
import signal
import sys

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, Event, RisingEdge, Timer


@cocotb.test()
async def passes(dut):
    await ClockCycles(dut.clk_i, 20)


@cocotb.test()
async def fails(dut):
    await RisingEdge(dut.clk_i)
    assert dut.cycle_o.value == 1000


@cocotb.test()
async def waits_for_what_never_comes(dut):
    await RisingEdge(dut.clk_i)
    await Event().wait()


@cocotb.test()
async def runs_for_ever(dut):
    while True:
        await RisingEdge(dut.clk_i)


@cocotb.test()
async def writes_the_clock_of_systemc(dut):
    cocotb.start_soon(Clock(dut.clk_i, 10, "ns").start())
    await Timer(100, "ns")


@cocotb.test()
async def is_killed(dut):
    await RisingEdge(dut.clk_i)
    os.kill(os.getpid(), signal.SIGKILL)


@cocotb.test()
async def exits_at_once(dut):
    await RisingEdge(dut.clk_i)
    os._exit(0)


@cocotb.test()
async def calls_sys_exit(dut):
    await RisingEdge(dut.clk_i)
    sys.exit(0)


@cocotb.test()
async def reads_address_0(dut):
    await RisingEdge(dut.clk_i)
    ctypes.string_at(0)


@cocotb.test()
async def aborts(dut):
    await RisingEdge(dut.clk_i)
    os.abort()


@cocotb.test()
async def exits_when_python_ends(dut):
    await RisingEdge(dut.clk_i)
    atexit.register(os._exit, 0)


@cocotb.test()
async def crashes_when_python_ends(dut):
    await RisingEdge(dut.clk_i)
    atexit.register(ctypes.string_at, 0)


@cocotb.test()
async def forks_a_child_that_exits(dut):
    await RisingEdge(dut.clk_i)
    child = os.fork()
    if child == 0:
        os._exit(0)
    assert os.waitpid(child, 0) == (child, 0)


@cocotb.test()
async def recurses_deeply_in_c(dut):
    nested = []
    for _ in range(2000):
        nested = [nested]
    await RisingEdge(dut.clk_i)
    try:
        assert len(repr(nested)) == 4002
    except RecursionError:
        pass  # a matter of Python's limit, not of the stack


@cocotb.test()
async def sleeps_for_10000_cycles(dut):
    before = dut.cycle_o.value.integer
    await Timer(32, "us")
    assert dut.cycle_o.value == before + 10000


@cocotb.test()
async def sees_the_plusargs(dut):
    assert cocotb.plusargs["plus"] == "42"
    assert cocotb.plusargs["flag"] is True
    await Timer(1, "ns")
    assert dut.plus_o.value == 42


@cocotb.test()
async def has_seed_7(dut):
    assert cocotb.RANDOM_SEED == 7
    random.seed(cocotb.RANDOM_SEED)


@cocotb.test()
async def asks_for_a_hidden_signal(dut):
    await RisingEdge(dut.clk)

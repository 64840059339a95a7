# SPDX-License-Identifier: Apache-2.0
"""What Python costs on word_pipeline. Prints nanoseconds of CPU time a cycle; for bench_table.py.

The same tests on every host. BENCH_CYCLES: cycles to measure. BENCH_PYTHON_CLOCK=1: cocotb's Clock
drives the clock, where the host has none.
"""

import os
import random
import time

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, RisingEdge, Timer

CYCLES = int(os.environ["BENCH_CYCLES"])
PERIOD_PS = 3200
LATENCY = 7  # of the design; a word can be read before the edge after that
_RNG = random.Random(1)
WORDS = [_RNG.getrandbits(512) for _ in range(64)]


async def start(dut) -> None:
    if os.environ.get("BENCH_PYTHON_CLOCK") == "1":
        cocotb.start_soon(Clock(dut.clk_i, PERIOD_PS, units="ps").start())
    dut.taps_i.value = 128  # 1.0: what goes in comes out
    dut.valid_i.value = 0
    dut.rst_ni.value = 0
    await ClockCycles(dut.clk_i, 4)
    dut.rst_ni.value = 1
    await ClockCycles(dut.clk_i, 2)


class Stopwatch:
    def __enter__(self):
        self._start = time.process_time()

    def __exit__(self, *_):
        nanoseconds = 1e9 * (time.process_time() - self._start) / CYCLES
        print(f"BENCH {nanoseconds:.2f}", flush=True)


@cocotb.test()
async def drive_and_check_every_clock(dut):
    await start(dut)
    data_i, data_o, edge = dut.data_i, dut.data_o, RisingEdge(dut.clk_i)
    dut.valid_i.value = 1
    for sent in range(LATENCY):
        data_i.value = WORDS[sent]
        await edge
        assert not dut.valid_o.value
    with Stopwatch():
        for cycle in range(CYCLES):
            data_i.value = WORDS[(cycle + LATENCY) % 64]
            await edge
            assert data_o.value == WORDS[cycle % 64], f"word {cycle}"
    assert dut.valid_o.value


@cocotb.test()
async def wait_for_every_edge(dut):
    await start(dut)
    edge = RisingEdge(dut.clk_i)
    with Stopwatch():
        for _ in range(CYCLES):
            await edge


@cocotb.test()
async def asleep(dut):
    await start(dut)
    with Stopwatch():
        await Timer(CYCLES * PERIOD_PS, units="ps")

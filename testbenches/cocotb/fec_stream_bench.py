# SPDX-License-Identifier: Apache-2.0
"""A streaming Reed-Solomon encoder or decoder between a cocotbext-axi source and sink."""

import itertools
import os
import random

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, with_timeout
from cocotbext.axi import AxiStreamBus, AxiStreamFrame, AxiStreamSink, AxiStreamSource

CLOCK_PS = 3200
SYMBOL_BITS = 10
# More than any test needs; a bench that hangs fails with a message.
LIMIT_US = 200


def start_clock(signal) -> None:
    """Makes the clock, unless the host's SystemC clock is there already."""
    if "LIGHTLOOP_HOST_CLOCK" not in os.environ:
        cocotb.start_soon(Clock(signal, CLOCK_PS, units="ps").start())


class FecStreamBench:
    """Frames are lists of symbols in order of transmission, one codeword each."""

    def __init__(self, dut):
        self.dut = dut
        self.source = AxiStreamSource(AxiStreamBus.from_prefix(dut, "s_axis"), dut.clk_i, dut.rst_ni,
                                      reset_active_level=False, byte_size=SYMBOL_BITS)
        self.sink = AxiStreamSink(AxiStreamBus.from_prefix(dut, "m_axis"), dut.clk_i, dut.rst_ni,
                                  reset_active_level=False, byte_size=SYMBOL_BITS)

    async def start(self, cycles: int = 4) -> "FecStreamBench":
        """Clock and reset."""
        start_clock(self.dut.clk_i)
        return await self.reset(cycles)

    async def reset(self, cycles: int = 4) -> "FecStreamBench":
        self.dut.rst_ni.value = 0
        await ClockCycles(self.dut.clk_i, cycles)
        self.dut.rst_ni.value = 1
        await ClockCycles(self.dut.clk_i, 1)
        return self

    def pause_at_random(self, source_share: float, sink_share: float) -> None:
        """Gaps in what is sent and back-pressure, each in that share of the cycles."""
        def pauses(share):
            rng = random.Random(random.random())
            return (rng.random() < share for _ in itertools.count())
        self.source.set_pause_generator(pauses(source_share))
        self.sink.set_pause_generator(pauses(sink_share))

    async def send(self, frames) -> None:
        for frame in frames:
            await self.source.send(AxiStreamFrame(list(frame)))

    async def receive(self) -> AxiStreamFrame:
        return await with_timeout(self.sink.recv(compact=False), LIMIT_US, "us")


def first_difference(found, expected) -> str:
    """Where two codewords differ, for messages; empty when they are equal."""
    if len(found) != len(expected):
        return f"found {len(found)} symbols, expected {len(expected)}"
    wrong = [i for i, (a, b) in enumerate(zip(found, expected)) if a != b]
    if not wrong:
        return ""
    i = wrong[0]
    return (f"{len(wrong)} of {len(expected)} symbols differ, the first at {i}: "
            f"found {found[i]:#05x}, expected {expected[i]:#05x}")

# SPDX-License-Identifier: Apache-2.0
"""A streaming Reed-Solomon encoder or decoder between a cocotbext-axi source and sink."""

import itertools
import random

import clock_and_reset
from cocotb.triggers import with_timeout
from cocotbext.axi import AxiStreamBus, AxiStreamFrame, AxiStreamSink, AxiStreamSource

SYMBOL_BITS = 10
# More than any test needs; a bench that hangs fails with a message.
LIMIT_US = 200


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
        clock_and_reset.start_clock(self.dut.clk_i)
        return await self.reset(cycles)

    async def reset(self, cycles: int = 4) -> "FecStreamBench":
        await clock_and_reset.reset(self.dut, cycles)
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

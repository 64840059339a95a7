# SPDX-License-Identifier: Apache-2.0
"""Clock and reset of the benches here, whose ports are clk_i and rst_ni."""
import os

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import ClockCycles

CLOCK_PS = 3200


def start_clock(signal) -> None:
    """Makes the clock, unless the host's SystemC clock is there already."""
    if "LIGHTLOOP_HOST_CLOCK" not in os.environ:
        cocotb.start_soon(Clock(signal, CLOCK_PS, units="ps").start())


async def reset(dut, cycles: int, cycles_after: int = 1) -> None:
    dut.rst_ni.value = 0
    await ClockCycles(dut.clk_i, cycles)
    dut.rst_ni.value = 1
    await ClockCycles(dut.clk_i, cycles_after)

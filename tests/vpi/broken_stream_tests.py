# SPDX-License-Identifier: Apache-2.0
"""cocotb tests on vpi_broken_stream that break a rule in clock cycle 8 of a monitor or sink: the run
fails, and says so."""
import cocotb
from cocotb.triggers import ClockCycles

from lightloop.cocotb import AxiStreamBus, AxiStreamMonitor, AxiStreamSink


async def breaks(dut, what, model=AxiStreamMonitor, **options):
    kept = model(AxiStreamBus.from_prefix(dut, "m_axis"), dut.clk_i, **options)
    await ClockCycles(dut.clk_i, 7)
    # From now on, so that cycle 8 is the first to see it.
    getattr(dut, what).value = 1
    await ClockCycles(dut.clk_i, 100)
    assert kept.count() >= 0


@cocotb.test()
async def drops_valid(dut):
    await breaks(dut, "drop_i")


@cocotb.test()
async def changes_data(dut):
    await breaks(dut, "other_data_i")


@cocotb.test()
async def changes_last(dut):
    await breaks(dut, "other_last_i")


@cocotb.test()
async def changes_data_before_a_sink(dut):
    await breaks(dut, "other_data_i", AxiStreamSink, stall_percent=99, seed=1)


@cocotb.test()
async def breaks_nothing(dut):
    """A beat that was taken may change."""
    dut.m_axis_tready.value = 1
    await breaks(dut, "other_data_i")

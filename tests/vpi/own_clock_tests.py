# SPDX-License-Identifier: Apache-2.0
"""cocotb tests on vpi_probe whose clock Python drives."""
import cocotb
from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, ReadOnly


@cocotb.test()
async def the_clock_works_after_iteration_over_the_design(dut):
    """Iteration comes first: cocotb keeps the handles that it finds there."""
    found = {handle._name: handle for handle in dut}
    cocotb.start_soon(Clock(found["clk_i"], 10, "ns").start())
    dut.rst_ni.value = 0
    found["sum_i"].value = 2
    await ClockCycles(dut.clk_i, 2)
    dut.rst_ni.value = 1
    await ClockCycles(dut.clk_i, 10)
    await ReadOnly()
    assert dut.sum_o.value == 20
    assert dut.cycle_o.value == 12

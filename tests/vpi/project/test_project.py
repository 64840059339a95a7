# SPDX-License-Identifier: Apache-2.0
import cocotb
from cocotb.clock import Clock
from cocotb.handle import Force, Release
from cocotb.triggers import ClockCycles, Timer


async def count(dut, cycles):
    cocotb.start_soon(Clock(dut.clk, 10, "ns").start())
    dut.rst.value = 1
    await ClockCycles(dut.clk, 3)
    dut.rst.value = 0
    await ClockCycles(dut.clk, cycles)


@cocotb.test()
async def parameters(dut):
    assert dut.NAME.value == b"abc"
    assert dut.GAIN.value == 1.5


@cocotb.test()
async def model_on_two_threads_counts(dut):
    await count(dut, 100)
    assert int(dut.q0.value) == 99


@cocotb.test()
async def names_in_generate_blocks(dut):
    await count(dut, 6)
    assert dut.g_with.u_lane.count.value == dut.q0.value
    assert dut.g_lane[1].u_lane.count.value == dut.q1[1].value


@cocotb.test()
async def force_holds(dut):
    dut.y.value = Force(0)
    for value in (1, 0, 1):
        dut.a.value = value
        await Timer(1, "ns")
        assert (int(dut.y.value), int(dut.z.value)) == (0, 1)
    dut.y.value = Release()
    dut.a.value = 0
    await Timer(1, "ns")
    assert (int(dut.y.value), int(dut.z.value)) == (1, 0)


@cocotb.test()
async def bus_models_are_there(dut):
    from lightloop.cocotb import AxiStreamBus, AxiStreamSink
    try:
        AxiStreamSink(AxiStreamBus.from_prefix(dut, "m_axis"), dut.clk)
    except ValueError as error:
        assert "no signal top.m_axis_tvalid" in str(error)
    else:
        raise AssertionError("no error")

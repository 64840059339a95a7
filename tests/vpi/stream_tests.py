# SPDX-License-Identifier: Apache-2.0
"""cocotb tests on vpi_stream with the bus models of lightloop.cocotb. They run on cocotb 1.8 to 2.1,
and with SystemC's clock or cocotb's."""
import os
import random

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, RisingEdge, Timer
from cocotb.utils import get_sim_time

from lightloop.cocotb import (AxiStreamBus, AxiStreamFrame, AxiStreamMonitor, AxiStreamSink,
                              AxiStreamSource)

COCOTB_2 = int(cocotb.__version__.split(".")[0]) >= 2
BYTES = 4


def inverted(data):
    return bytes(~byte & 255 for byte in data)


async def start(dut, stall_percent=0):
    """Clock, reset, source and sink."""
    if "LIGHTLOOP_HOST_CLOCK" not in os.environ:
        clock = Clock(dut.clk_i, 10, **{"unit" if COCOTB_2 else "units": "ns"})
        if COCOTB_2:
            clock.start()
        else:
            cocotb.start_soon(clock.start())
    dut.rst_ni.value = 0
    source = AxiStreamSource(AxiStreamBus.from_prefix(dut, "s_axis"), dut.clk_i, dut.rst_ni,
                             reset_active_level=False, stall_percent=stall_percent, seed=1)
    sink = AxiStreamSink(AxiStreamBus.from_prefix(dut, "m_axis"), dut.clk_i, dut.rst_ni,
                         reset_active_level=False, stall_percent=stall_percent, seed=2)
    await ClockCycles(dut.clk_i, 3)
    dut.rst_ni.value = 1
    return source, sink


@cocotb.test()
async def frames_of_all_lengths_pass(dut):
    for stall_percent in (0, 50):
        source, sink = await start(dut, stall_percent)
        frames = [AxiStreamFrame(random.randbytes(size), size % 16, (size + 1) % 16, size % 2)
                  for size in [*range(1, 40), 1000]]
        for frame in frames:
            await source.send(frame)
        for frame in frames:
            received = await sink.recv()
            assert received == AxiStreamFrame(inverted(frame.tdata), frame.tid, frame.tdest,
                                              frame.tuser)
        assert source.idle() and sink.empty()


@cocotb.test()
async def a_beat_a_clock_cycle(dut):
    source, sink = await start(dut)
    await RisingEdge(dut.clk_i)
    begin = get_sim_time("ns")
    source.send_nowait(bytes(100 * BYTES))
    await sink.recv()
    # 100 beats; one cycle each for source and FIFO.
    period = 3.2 if "LIGHTLOOP_HOST_CLOCK" in os.environ else 10
    assert round((get_sim_time("ns") - begin) / period) == 101


@cocotb.test()
async def monitors_see_what_passes(dut):
    source, sink = await start(dut, 30)
    monitors = [AxiStreamMonitor(AxiStreamBus.from_prefix(dut, prefix), dut.clk_i, dut.rst_ni,
                                 reset_active_level=False) for prefix in ("s_axis", "m_axis")]
    source.send_nowait(b"lightloop")
    await sink.recv()
    assert bytes(monitors[0].recv_nowait()) == b"lightloop"
    assert bytes(monitors[1].recv_nowait()) == inverted(b"lightloop")


@cocotb.test()
async def a_task_wakes_where_the_flip_flops_see_the_last_beat(dut):
    source, sink = await start(dut)
    source.send_nowait(bytes([0xFF, 0xFF, 0xFF, 0xFE]))
    await sink.wait()
    assert int(dut.m_axis_tvalid.value) == 1 and int(dut.m_axis_tlast.value) == 1
    assert int(dut.m_axis_tdata.value) == 0x01000000
    await RisingEdge(dut.clk_i)
    assert int(dut.m_axis_tvalid.value) == 0


@cocotb.test()
async def waits_for_the_end_of_sending(dut):
    source, sink = await start(dut)
    for _ in range(3):
        source.send_nowait(bytes(8))
    assert source.count() == 3
    await source.wait()
    assert source.count() == 0
    await Timer(100, "ns")
    assert sink.count() == 3
    sink.clear()
    assert sink.empty()


@cocotb.test()
async def a_wait_may_end_by_time_or_by_a_kill(dut):
    source, sink = await start(dut)
    begin = get_sim_time("ns")
    await sink.wait(50, "ns")
    assert round(get_sim_time("ns") - begin) == 50
    woken = []

    async def waits(name):
        woken.append((name, bytes(await sink.recv())))

    first, second = (cocotb.start_soon(waits(name)) for name in ("first", "second"))
    await Timer(50, "ns")
    if COCOTB_2:
        first.cancel()
    else:
        first.kill()
    source.send_nowait(b"\xff")
    await Timer(200, "ns")
    assert woken == [("second", b"\0")] and second.done()


@cocotb.test()
async def reset_cuts_the_frame_that_has_begun(dut):
    source, sink = await start(dut)
    source.send_nowait(bytes(400))
    source.send_nowait(b"next")
    await ClockCycles(dut.clk_i, 20)
    dut.rst_ni.value = 0
    await ClockCycles(dut.clk_i, 3)
    assert int(dut.s_axis_tvalid.value) == 0 and int(dut.m_axis_tready.value) == 0
    assert source.count() == 1
    dut.rst_ni.value = 1
    assert bytes(await sink.recv()) == inverted(b"next")


@cocotb.test()
async def what_is_not_there_is_said(dut):
    for prefix, part in (("x_axis", "x_axis_tvalid"), ("s_axis_t", "s_axis_t_tvalid")):
        try:
            AxiStreamSource(AxiStreamBus.from_prefix(dut, prefix), dut.clk_i)
        except ValueError as error:
            assert part in str(error)
        else:
            raise AssertionError("no error")
    source, sink = await start(dut)
    for call, part in ((lambda: source.send_nowait(b""), "at least one byte"),
                       (sink.recv_nowait, "no frame")):
        try:
            call()
        except ValueError as error:
            assert part in str(error)
        else:
            raise AssertionError("no error")

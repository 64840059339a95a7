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


async def is_over(dut, task):
    """Whether it ends within a few clock cycles."""
    await ClockCycles(dut.clk_i, 3)
    return task.done()


@cocotb.test()
async def a_wait_ends_with_what_reset_and_clear_leave(dut):
    source, _ = await start(dut)
    source.send_nowait(bytes(400))
    await ClockCycles(dut.clk_i, 5)
    task = cocotb.start_soon(source.wait())
    assert not await is_over(dut, task)
    dut.rst_ni.value = 0
    assert await is_over(dut, task)
    # In reset, so that none of them begins.
    source.send_nowait(b"one")
    source.send_nowait(b"two")
    task = cocotb.start_soon(source.wait())
    assert not await is_over(dut, task)
    source.clear()
    assert await is_over(dut, task)
    dut.rst_ni.value = 1


def refused(call, *parts):
    try:
        call()
    except ValueError as error:
        assert all(part in str(error) for part in parts), str(error)
    else:
        raise AssertionError("no error")


@cocotb.test()
async def what_the_design_drives_is_not_driven(dut):
    for model, prefix, port in ((AxiStreamSource, "m_axis", "m_axis_tvalid"),
                                (AxiStreamSink, "s_axis", "s_axis_tready")):
        refused(lambda: model(AxiStreamBus.from_prefix(dut, prefix), dut.clk_i),
                f"vpi_stream.{port} cannot be driven: it is an output of the design")
    AxiStreamMonitor(AxiStreamBus.from_prefix(dut, "m_axis"), dut.clk_i)


@cocotb.test()
async def numbers_that_do_not_fit_are_refused(dut):
    source, sink = await start(dut)
    for fields, part in (({"tuser": 2}, "tuser is 2, which the 1 bits"), ({"tid": 16}, "tid is 16"),
                         ({"tdest": 16}, "tdest is 16"), ({"tuser": -1}, "tuser is -1"),
                         ({"tid": 2**64}, "tid is 18446744073709551616")):
        refused(lambda: source.send_nowait(AxiStreamFrame(b"x", **fields)), part)
    for percent in (100, -1):
        refused(lambda: AxiStreamSink(AxiStreamBus.from_prefix(dut, "m_axis"), dut.clk_i,
                                      stall_percent=percent), f"stall_percent is {percent}")
    source.send_nowait(AxiStreamFrame(b"x", 15, 15, 1))
    frame = await sink.recv()
    assert (frame.tid, frame.tdest, frame.tuser) == (15, 15, 1)


left_behind = []


@cocotb.test()
async def leaves_its_models_behind(dut):
    source, sink = await start(dut, 50)
    left_behind.extend((source, sink))
    for _ in range(100):
        source.send_nowait(bytes(100))
    await sink.recv()


@cocotb.test()
async def meets_nothing_of_the_test_before(dut):
    """Those of the test before are closed, although something still refers to them."""
    if "LIGHTLOOP_HOST_CLOCK" not in os.environ:
        await start(dut)  # for its clock
    for _ in range(30):
        await RisingEdge(dut.clk_i)
        assert int(dut.s_axis_tvalid.value) == 0
    for model in left_behind:
        refused(model.count, "the bus model is closed")


@cocotb.test()
async def a_model_takes_the_place_of_another_on_its_ports(dut):
    first, sink = await start(dut)
    second = AxiStreamSource(AxiStreamBus.from_prefix(dut, "s_axis"), dut.clk_i, dut.rst_ni,
                             reset_active_level=False)
    refused(lambda: first.send_nowait(b"x"), "the bus model is closed")
    first.close()
    second.send_nowait(b"\xff")
    assert bytes(await sink.recv()) == b"\0"

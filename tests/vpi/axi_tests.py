# SPDX-License-Identifier: Apache-2.0
"""cocotb tests on vpi_axi: the AXI4 master of lightloop.cocotb against its memory. They run on
cocotb 1.8 to 2.1."""
import random

import cocotb
from cocotb.triggers import ClockCycles, RisingEdge
from cocotb.utils import get_sim_time

from lightloop.cocotb import AxiBus, AxiMaster, AxiRam, AxiResp

PERIOD_PS = 3200
SIZE = 2**16


async def start(dut, stall_percent=0):
    """Reset, master and memory."""
    dut.rst_ni.value = 0
    master = AxiMaster(AxiBus.from_prefix(dut, "s_axi"), dut.clk_i, dut.rst_ni,
                       reset_active_level=False, stall_percent=stall_percent, seed=1)
    ram = AxiRam(AxiBus.from_prefix(dut, "m_axi"), dut.clk_i, dut.rst_ni,
                 reset_active_level=False, size=SIZE, stall_percent=stall_percent, seed=2)
    await ClockCycles(dut.clk_i, 3)
    dut.rst_ni.value = 1
    return master, ram


@cocotb.test()
async def any_length_at_any_address(dut):
    for stall_percent in (0, 40):
        master, ram = await start(dut, stall_percent)
        image = bytearray(SIZE)
        for size in (1, 2, 7, 8, 9, 63, 64, 65, 2047, 2048, 2049, 5000):
            address = random.randrange(SIZE - size)
            data = random.randbytes(size)
            image[address:address + size] = data
            assert await master.write(address, data) == (address, size, AxiResp.OKAY)
            assert bytes(await master.read(address, size)) == data
        assert ram.read(0, SIZE) == image
        ram.write(100, b"behind the bus")
        assert bytes(await master.read(98, 18)) == bytes(image[98:100]) + b"behind the bus" + bytes(
            image[114:116])


@cocotb.test()
async def bursts_stop_at_4_kib_and_have_a_beat_a_cycle(dut):
    master, _ = await start(dut)
    bursts = []

    async def watch():
        while True:
            await RisingEdge(dut.clk_i)
            if int(dut.m_axi_arvalid.value) and int(dut.m_axi_arready.value):
                bursts.append((int(dut.m_axi_araddr.value), int(dut.m_axi_arlen.value) + 1))

    cocotb.start_soon(watch())
    begin = get_sim_time("ps")
    await master.read(0xFF3, 5000)
    cycles = round((get_sim_time("ps") - begin) / PERIOD_PS)
    expected = [(0xFF3, 2), (0x1000, 256), (0x1800, 256), (0x2000, 112)]
    assert bursts == expected
    # The memory answers 8 cycles after the address, and each burst waits for the one before.
    beats = sum(length for _, length in expected)
    assert beats < cycles <= beats + 12 * len(expected)


@cocotb.test()
async def operations_of_many_tasks_come_back_to_them(dut):
    master, _ = await start(dut, 20)

    async def own_part(number):
        data = bytes([number] * 100)
        await master.write(1000 * number, data)
        return bytes(await master.read(1000 * number, 100)) == data

    for task in [cocotb.start_soon(own_part(number)) for number in range(1, 9)]:
        assert await task


@cocotb.test()
async def answers_of_the_slave_are_told(dut):
    master, _ = await start(dut)
    assert (await master.read(SIZE, 8)).resp == AxiResp.DECERR
    assert (await master.write(SIZE, bytes(8))).resp == AxiResp.DECERR


@cocotb.test()
async def a_reset_ends_what_has_begun(dut):
    master, _ = await start(dut)
    task = cocotb.start_soon(master.read(0, 4000))
    await RisingEdge(dut.clk_i)
    later = cocotb.start_soon(master.write(0, b"later"))
    await ClockCycles(dut.clk_i, 50)
    dut.rst_ni.value = 0
    await ClockCycles(dut.clk_i, 3)
    assert int(dut.s_axi_arvalid.value) == 0 and int(dut.s_axi_awvalid.value) == 0
    dut.rst_ni.value = 1
    assert (await task).resp == AxiResp.SLVERR
    assert (await later).resp == AxiResp.OKAY


@cocotb.test()
async def what_cannot_be_is_said(dut):
    try:
        AxiMaster(AxiBus.from_prefix(dut, "x_axi"), dut.clk_i)
    except ValueError as error:
        assert "no signal vpi_axi.x_axi_awaddr and no vpi_axi.x_axi_araddr" in str(error)
    else:
        raise AssertionError("no error")
    master, ram = await start(dut)
    for call in (lambda: ram.read(SIZE - 1, 2), lambda: ram.write(SIZE, b"x")):
        try:
            call()
        except ValueError as error:
            assert "does not have" in str(error)
        else:
            raise AssertionError("no error")
    for address, length in ((0, 0), (2**20 - 1, 2), (0, 2**50), (1, 2**64 - 1)):
        try:
            await master.read(address, length)
        except ValueError as error:
            assert "0xfffff" in str(error)
        else:
            raise AssertionError("no error")
    for address, length in ((-1, 1), (0, -1), (2**64, 1), (2**64 + 1, 1)):
        for read in (master.read, ram.read):
            try:
                result = read(address, length)
                if read == master.read:
                    await result
            except ValueError as error:
                assert "expected 0 to" in str(error) or "does not have" in str(error)
            else:
                raise AssertionError("no error")


@cocotb.test()
async def what_the_design_drives_is_not_driven(dut):
    for model, prefix, port in ((AxiMaster, "m_axi", "m_axi_awid"),
                                (AxiRam, "s_axi", "s_axi_awready")):
        try:
            model(AxiBus.from_prefix(dut, prefix), dut.clk_i)
        except ValueError as error:
            assert f"vpi_axi.{port} cannot be driven: it is an output" in str(error), str(error)
        else:
            raise AssertionError("no error")


@cocotb.test()
async def a_reset_that_does_not_end_ends_what_has_begun(dut):
    master, _ = await start(dut)
    task = cocotb.start_soon(master.read(0, 4000))
    await ClockCycles(dut.clk_i, 50)
    dut.rst_ni.value = 0
    await ClockCycles(dut.clk_i, 3)
    assert task.done() and (await task).resp == AxiResp.SLVERR

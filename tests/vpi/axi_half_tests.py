# SPDX-License-Identifier: Apache-2.0
"""cocotb tests on vpi_axi_half: AXI ports of one direction with the models of lightloop.cocotb."""
import random

import cocotb

from lightloop.cocotb import AxiBus, AxiMaster, AxiRam, AxiResp


def models(dut, direction):
    master = AxiMaster(AxiBus.from_prefix(dut, f"{direction}_axi"), dut.clk_i)
    return master, AxiRam(AxiBus.from_prefix(dut, f"{direction}m_axi"), dut.clk_i, size=2**16)


async def refused(call, part):
    try:
        await call()
    except ValueError as error:
        assert part in str(error), str(error)
    else:
        raise AssertionError("no error")


@cocotb.test()
async def a_read_only_port_is_read(dut):
    master, ram = models(dut, "r")
    data = random.randbytes(301)
    ram.write(0x1F3, data)
    assert await master.read(0x1F3, 301) == (0x1F3, data, AxiResp.OKAY)
    await refused(lambda: master.write(0, b"x"), "r_axi is read-only: it has no wdata")


@cocotb.test()
async def a_write_only_port_is_written(dut):
    master, ram = models(dut, "w")
    data = random.randbytes(5001)
    assert (await master.write(0x1F3, data)).resp == AxiResp.OKAY
    assert ram.read(0x1F2, 5003) == b"\0" + data + b"\0"
    await refused(lambda: master.read(0, 1), "w_axi is write-only: it has no rdata")


@cocotb.test()
async def a_port_that_is_not_complete_is_refused(dut):
    async def opens():
        AxiMaster(AxiBus.from_prefix(dut, "p_axi"), dut.clk_i)

    await refused(opens, "vpi_axi_half.p_axi_awaddr, and no signal vpi_axi_half.p_axi_awready")

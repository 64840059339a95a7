# SPDX-License-Identifier: Apache-2.0
import random

import cocotb
from cocotb.triggers import ClockCycles


@cocotb.test()
async def adds_what_is_valid(dut):
    dut.rst_ni.value, dut.valid_i.value = 0, 0
    await ClockCycles(dut.clk_i, 2)
    dut.rst_ni.value = 1
    total = 0
    for _ in range(100):
        word = random.getrandbits(32)
        dut.valid_i.value, dut.data_i.value = 1, word
        await ClockCycles(dut.clk_i, 1)
        dut.valid_i.value = 0
        await ClockCycles(dut.clk_i, 2)
        total = (total + word) % 2**32
        assert dut.sum_o.value == total

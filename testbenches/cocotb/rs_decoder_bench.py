# SPDX-License-Identifier: Apache-2.0
"""ll_rs_decoder against galois."""

import random

import cocotb
from cocotb.triggers import ClockCycles
from fec_stream_bench import FecStreamBench, first_difference
from fec_vectors import VECTORS

CODE = VECTORS[cocotb.plusargs.get("code", "kp4")]
UNCORRECTABLE = 1 << 5  # in tuser, above the number of corrected symbols


async def check(bench: FecStreamBench, cases) -> None:
    await bench.send(case["received"] for case in cases)
    for case in cases:
        found = await bench.receive()
        difference = first_difference(list(found.tdata), case["word"])
        assert not difference, f"{case['name']}: {difference}"
        users = set(found.tuser)
        expected = case["corrected_symbols"] | (UNCORRECTABLE if case["uncorrectable"] else 0)
        assert users == {expected}, f"{case['name']}: tuser is {users}, expected {expected:#x}"
    assert bench.sink.empty(), "more codewords came out than went in"
    assert not bench.dut.frame_error_o.value, "frame_error_o is set"


@cocotb.test()
async def words_and_status_are_those_of_galois(dut):
    await check(await FecStreamBench(dut).start(), CODE["decoder"])


@cocotb.test()
async def gaps_and_back_pressure_change_nothing(dut):
    bench = await FecStreamBench(dut).start()
    bench.pause_at_random(0.4, 0.4)
    await check(bench, random.sample(CODE["decoder"], len(CODE["decoder"])))


@cocotb.test()
async def a_reset_in_mid_frame_leaves_no_trace(dut):
    bench = await FecStreamBench(dut).start()
    await bench.send([CODE["decoder"][3]["received"], CODE["decoder"][4]["received"]])
    await ClockCycles(dut.clk_i, CODE["n"] // bench.source.byte_lanes + 20)
    bench.source.clear()
    await bench.reset()
    bench.sink.clear()
    await check(bench, CODE["decoder"][5:7])


@cocotb.test()
async def a_tlast_at_the_wrong_beat_is_reported(dut):
    bench = await FecStreamBench(dut).start()
    await bench.send([CODE["decoder"][0]["received"][:CODE["n"] // 2]])
    await bench.source.wait()
    await ClockCycles(dut.clk_i, 2)
    assert dut.frame_error_o.value, "frame_error_o is not set"

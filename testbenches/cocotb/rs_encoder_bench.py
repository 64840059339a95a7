# SPDX-License-Identifier: Apache-2.0
"""ll_rs_encoder against galois."""

import random

import cocotb
from cocotb.triggers import ClockCycles
from fec_stream_bench import FecStreamBench, first_difference
from fec_vectors import VECTORS

CODE = VECTORS[cocotb.plusargs.get("code", "kp4")]
PARITY = CODE["n"] - CODE["k"]


def frame(case) -> list[int]:
    """The message in its places; what stands in the parity places must not matter."""
    return case["message"] + [random.randrange(1024) for _ in range(PARITY)]


async def check(bench: FecStreamBench, cases) -> None:
    await bench.send(frame(case) for case in cases)
    for case in cases:
        found = await bench.receive()
        difference = first_difference(list(found.tdata), case["codeword"])
        assert not difference, f"{case['name']}: {difference}"
    assert bench.sink.empty(), "more codewords came out than went in"
    assert not bench.dut.frame_error_o.value, "frame_error_o is set"


@cocotb.test()
async def codewords_are_those_of_galois(dut):
    await check(await FecStreamBench(dut).start(), CODE["encoder"])


@cocotb.test()
async def gaps_and_back_pressure_change_nothing(dut):
    bench = await FecStreamBench(dut).start()
    bench.pause_at_random(0.4, 0.4)
    await check(bench, CODE["encoder"])


@cocotb.test()
async def a_reset_in_mid_frame_leaves_no_trace(dut):
    bench = await FecStreamBench(dut).start()
    await bench.send([frame(CODE["encoder"][1])])
    await ClockCycles(dut.clk_i, 10)
    bench.source.clear()
    await bench.reset()
    bench.sink.clear()
    await check(bench, CODE["encoder"][2:4])


@cocotb.test()
async def a_tlast_at_the_wrong_beat_is_reported(dut):
    bench = await FecStreamBench(dut).start()
    await bench.send([frame(CODE["encoder"][1])[:CODE["n"] // 2]])
    await bench.source.wait()
    await ClockCycles(dut.clk_i, 2)
    assert dut.frame_error_o.value, "frame_error_o is not set"

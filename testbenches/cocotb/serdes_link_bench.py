# SPDX-License-Identifier: Apache-2.0
"""Three languages, one link: Python sets up and supervises over AXI4-Lite, the codewords run through
the RTL at the speed of the model, and the line between transmitter and receiver is SystemC. The
counters of a session must be those that `lightloop run` computes with the golden model."""

import json
import logging
import os
import pathlib
import subprocess
import tempfile

import clock_and_reset
import cocotb
from clock_and_reset import CLOCK_PS
from cocotb.triggers import Timer
from cocotbext.axi import AxiLiteBus, AxiLiteMaster
from register_map import RegisterMap

PAYLOAD_SEED = 0x7FFFFFFF  # as in the profile
CODEWORD_BEATS = 68
HISTOGRAM_BINS = 17


def golden_counters(codewords: int, seed: int, snr_millidb: int) -> dict:
    """What the golden model says of the same line and the same codewords."""
    with tempfile.TemporaryDirectory() as directory:
        report = pathlib.Path(directory, "report.json")
        subprocess.run([os.environ["LIGHTLOOP_PROGRAM"], "run", "--engine", "golden",
                        "--channel", "systemc", "--codewords", str(codewords),
                        "--seed", str(seed), "--snr", f"{snr_millidb / 1000:.3f}",
                        "--json", report, "--profile", cocotb.plusargs["profile"]],
                       check=True, stdout=subprocess.DEVNULL, timeout=1200)
        return json.loads(report.read_text())["points"][0]["counters"]


class SerdesLinkBench:
    def __init__(self, dut):
        self.dut = dut
        master = AxiLiteMaster(AxiLiteBus.from_prefix(dut, "s_axil"), dut.clk_i, dut.rst_ni,
                               reset_active_level=False)
        master.write_if.log.setLevel(logging.WARNING)
        master.read_if.log.setLevel(logging.WARNING)
        self.registers = RegisterMap(os.environ["LIGHTLOOP_SERDES_LINK_RDL"], master)

    async def start(self) -> "SerdesLinkBench":
        await clock_and_reset.reset(self.dut, 4)
        return self

    async def begin(self, codewords: int, seed: int, snr_millidb: int) -> None:
        for name, value in (("codewords", codewords), ("prbs_seed", PAYLOAD_SEED),
                            ("noise_seed", seed), ("snr_millidb", snr_millidb), ("control", 1)):
            await self.registers.write(name, value)

    async def session(self, codewords: int, seed: int, snr_millidb: int) -> dict:
        """The counters of a whole session. Python sleeps while the link works."""
        await self.begin(codewords, seed, snr_millidb)
        for _ in range(100):
            await Timer((codewords + 4) * CODEWORD_BEATS * CLOCK_PS // 4, units="ps")
            if not await self.registers.read_field("status", "busy"):
                return await self.counters()
        raise AssertionError(f"the session did not end: {await self.counters()}")

    async def counters(self) -> dict:
        assert not await self.registers.read_field("status", "framing"), "framing error"
        names = ("pam4_symbol_errors", "pre_fec_bit_errors", "pre_fec_symbol_errors",
                 "corrected_codewords", "uncorrectable_codewords", "corrected_symbols",
                 "post_fec_bit_errors", "post_fec_errored_codewords")
        found = {name: await self.registers.read(name) for name in names}
        found["codewords"] = await self.registers.read("received_codewords")
        found["histogram"] = []
        for i in range(HISTOGRAM_BINS):
            await self.registers.write("histogram_bin", i)
            found["histogram"].append(await self.registers.read("histogram"))
        return found


@cocotb.test()
async def an_ideal_line_makes_no_errors(dut):
    bench = await SerdesLinkBench(dut).start()
    found = await bench.session(codewords=10, seed=1, snr_millidb=40_000)
    expected = dict.fromkeys(found, 0)
    expected.update(codewords=10, histogram=[10] + [0] * (HISTOGRAM_BINS - 1))
    assert found == expected, f"found {found}"


@cocotb.test()
async def counters_are_those_of_the_golden_model(dut):
    bench = await SerdesLinkBench(dut).start()
    # Mostly corrected codewords; about every second one uncorrectable.
    for codewords, seed, snr_millidb in ((40, 7, 17_000), (20, 2**40 + 3, 15_800)):
        found = await bench.session(codewords, seed, snr_millidb)
        expected = golden_counters(codewords, seed, snr_millidb)
        assert found == expected, f"seed {seed}: found {found}, expected {expected}"
        assert found["corrected_symbols"] > 0
    assert found["uncorrectable_codewords"] > 0


@cocotb.test()
async def a_new_session_starts_from_the_beginning(dut):
    bench = await SerdesLinkBench(dut).start()
    first = await bench.session(10, 5, 16_500)
    assert await bench.session(10, 6, 16_500) != first
    assert await bench.session(10, 5, 16_500) == first


@cocotb.test()
async def python_may_watch_without_disturbing(dut):
    bench = await SerdesLinkBench(dut).start()
    await bench.begin(20, 9, 16_800)
    seen = []
    while await bench.registers.read_field("status", "busy"):
        seen.append(await bench.registers.read("received_codewords"))
        assert len(seen) < 10_000, "the session does not end"
    assert seen == sorted(seen) and len(set(seen)) > 3, f"codewords as seen: {seen}"
    assert await bench.counters() == golden_counters(20, 9, 16_800)

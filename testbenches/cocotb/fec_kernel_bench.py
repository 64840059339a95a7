# SPDX-License-Identifier: Apache-2.0
"""The kernel ll_fec as XRT uses it: registers by AXI4-Lite, codewords in memory, galois as judge."""

import logging
import os
import random
import struct

import clock_and_reset
import cocotb
from cocotb.triggers import RisingEdge, with_timeout
from cocotbext.axi import AxiBus, AxiLiteBus, AxiLiteMaster, AxiRam
from fec_stream_bench import first_difference
from fec_vectors import VECTORS
from register_map import RegisterMap

CODE_NUMBERS = {"kp4": 0, "kr4": 1}
ENCODE, DECODE = 0, 1
SLOT_SYMBOLS = 544
SLOT_BYTES = 2 * SLOT_SYMBOLS
SOURCE, DESTINATION, STATUS = 0x1_0000, 0x4_0000, 0x8_0000
MEMORY_BYTES = 2**20
UNTOUCHED = 0xA5
UNCORRECTABLE = 1 << 31
RUN_LIMIT_US = 500


class FecKernelBench:
    """The kernel with a memory behind each of its AXI4 masters and a master on its registers."""

    def __init__(self, dut):
        self.dut = dut
        reset = {"reset": dut.rst_ni, "reset_active_level": False}
        self.axil = AxiLiteMaster(AxiLiteBus.from_prefix(dut, "s_axi_control"), dut.clk_i, **reset)
        for log in (self.axil.write_if.log, self.axil.read_if.log):
            log.setLevel(logging.WARNING)  # one line an access would be most of the run
        self.registers = RegisterMap(os.environ["LIGHTLOOP_LL_FEC_RDL"], self.axil)
        self.data = AxiRam(AxiBus.from_prefix(dut, "m_axi_data"), dut.clk_i, size=MEMORY_BYTES,
                           **reset)
        self.status = AxiRam(AxiBus.from_prefix(dut, "m_axi_status"), dut.clk_i, size=MEMORY_BYTES,
                             **reset)
        for memory in (self.data, self.status):
            for log in (memory.write_if.log, memory.read_if.log):
                log.setLevel(logging.WARNING)

    async def start(self) -> "FecKernelBench":
        clock_and_reset.start_clock(self.dut.clk_i)
        await clock_and_reset.reset(self.dut, 8, cycles_after=2)
        for memory in (self.data, self.status):
            memory.write(0, bytes([UNTOUCHED]) * MEMORY_BYTES)
        return self

    def pause_at_random(self, share: float) -> None:
        """Gaps and back-pressure on every channel of both memories, in that share of the cycles."""
        def pauses():
            rng = random.Random(random.random())
            while True:
                yield rng.random() < share
        for memory in (self.data, self.status):
            for channel in (memory.write_if.aw_channel, memory.write_if.w_channel,
                            memory.write_if.b_channel, memory.read_if.ar_channel,
                            memory.read_if.r_channel):
                channel.set_pause_generator(pauses())

    def store(self, words) -> None:
        """Words into the slots at SOURCE; the rest of each slot and the upper bits are noise."""
        for i, word in enumerate(words):
            slot = [symbol | random.randrange(64) << 10 for symbol in word]
            slot += [random.randrange(2**16) for _ in range(SLOT_SYMBOLS - len(slot))]
            self.data.write(SOURCE + i * SLOT_BYTES, struct.pack(f"<{SLOT_SYMBOLS}H", *slot))

    def load(self, count: int) -> list[list[int]]:
        """The slots at DESTINATION, whole."""
        return [list(struct.unpack(f"<{SLOT_SYMBOLS}H",
                                   self.data.read(DESTINATION + i * SLOT_BYTES, SLOT_BYTES)))
                for i in range(count)]

    async def run(self, mode: int, code: int, codewords: int, source: int = SOURCE) -> list[str]:
        """One run of the kernel; the flags of its error register."""
        for name, value in (("mode", mode), ("code", code), ("codewords", codewords),
                            ("source", source), ("destination", DESTINATION), ("status", STATUS),
                            ("control.gie", 1), ("control.ier", 1), ("control.ctrl", 1)):
            await self.registers.write(name, value)
        if not self.dut.interrupt_o.value:
            await with_timeout(RisingEdge(self.dut.interrupt_o), RUN_LIMIT_US, "us")
        done = self.registers.mask("control.ctrl", "ap_done")
        assert await self.registers.read("control.ctrl") & done, "interrupt without ap_done"
        await self.registers.write("control.isr", 1)  # toggles the bit that made the interrupt
        return self.registers.fields("error", await self.registers.read("error"))

    async def encode(self, name: str) -> None:
        cases = VECTORS[name]["encoder"]
        self.store(case["message"] for case in cases)
        errors = await self.run(ENCODE, CODE_NUMBERS[name], len(cases))
        assert not errors, errors
        self._check_words(name, cases, "codeword")

    async def decode(self, name: str) -> None:
        cases = VECTORS[name]["decoder"]
        self.store(case["received"] for case in cases)
        errors = await self.run(DECODE, CODE_NUMBERS[name], len(cases))
        assert not errors, errors
        self._check_words(name, cases, "word")
        for i, case in enumerate(cases):
            found = int.from_bytes(self.status.read(STATUS + 4 * i, 4), "little")
            expected = case["corrected_symbols"] | (UNCORRECTABLE if case["uncorrectable"] else 0)
            assert found == expected, (f"{case['name']}: status is {found:#x}, "
                                       f"expected {expected:#x}")

    def _check_words(self, name: str, cases, key: str) -> None:
        rest = [0] * (SLOT_SYMBOLS - VECTORS[name]["n"])
        for case, found in zip(cases, self.load(len(cases))):
            difference = first_difference(found, case[key] + rest)
            assert not difference, f"{case['name']}: {difference}"
        after = self.data.read(DESTINATION + len(cases) * SLOT_BYTES, 64)
        assert set(after) == {UNTOUCHED}, "the kernel wrote behind the last slot"


@cocotb.test()
async def encodes_both_codes(dut):
    bench = await FecKernelBench(dut).start()
    await bench.encode("kp4")
    await bench.encode("kr4")


@cocotb.test()
async def decodes_both_codes(dut):
    bench = await FecKernelBench(dut).start()
    await bench.decode("kr4")
    await bench.decode("kp4")


@cocotb.test()
async def slow_memory_changes_nothing(dut):
    bench = await FecKernelBench(dut).start()
    bench.pause_at_random(0.5)
    await bench.encode("kr4")
    await bench.decode("kp4")


@cocotb.test()
async def capability_tells_the_build(dut):
    bench = await FecKernelBench(dut).start()
    for field, expected in (("version", 1), ("symbols_per_clock", 4), ("kp4", 1), ("kr4", 1)):
        found = await bench.registers.read_field("capability", field)
        assert found == expected, f"{field} is {found}, expected {expected}"


@cocotb.test()
async def bad_arguments_are_refused_and_touch_no_memory(dut):
    bench = await FecKernelBench(dut).start()
    assert await bench.run(2, 0, 1) == ["mode"]
    assert await bench.run(ENCODE, 7, 1) == ["code"]
    assert await bench.run(DECODE, 0, 1, source=SOURCE + 32) == ["alignment"]
    assert set(bench.data.read(0, MEMORY_BYTES)) == {UNTOUCHED}
    assert set(bench.status.read(0, MEMORY_BYTES)) == {UNTOUCHED}
    await bench.encode("kp4")  # and a good run is good again

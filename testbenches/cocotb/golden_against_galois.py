#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the golden encoder and decoder, as `lightloop fec` runs them, with the vectors of galois."""

import argparse
import pathlib
import subprocess
import sys
import tempfile
import unittest

from fec_vectors import VECTORS

SYMBOL_BITS = 10


def pack(symbols) -> bytes:
    """Symbols as one stream of bits, least significant first; the last byte is filled up with 0."""
    bits = "".join(f"{symbol:010b}" for symbol in reversed(symbols))
    return int(bits, 2).to_bytes((len(bits) + 7) // 8, "little")


def unpack(data: bytes) -> list[int]:
    """All whole symbols of such a stream."""
    bits = f"{int.from_bytes(data, 'little'):0{8 * len(data)}b}"
    return [int(bits[end - SYMBOL_BITS:end], 2)
            for end in range(len(bits), SYMBOL_BITS - 1, -SYMBOL_BITS)]


def joined(words) -> list[int]:
    return [symbol for word in words for symbol in word]


class GoldenAgainstGalois(unittest.TestCase):
    program: str

    def fec(self, direction: str, code: str, data: bytes) -> tuple[bytes, str]:
        """What `lightloop fec` makes of a file: its output file and what it printed."""
        with tempfile.TemporaryDirectory() as directory:
            source, destination = pathlib.Path(directory, "in"), pathlib.Path(directory, "out")
            source.write_bytes(data)
            run = subprocess.run([self.program, "fec", direction, "--engine", "golden", "--code",
                                  code, source, destination], text=True, capture_output=True,
                                 timeout=1200)
            self.assertIn(run.returncode, (0, 1), run.stderr)  # 1: uncorrectable codewords
            return destination.read_bytes(), run.stdout

    def test_encoder(self):
        for name, code in VECTORS.items():
            cases = code["encoder"]
            found, _ = self.fec("encode", name, pack(joined(case["message"] for case in cases)))
            self.assertEqual(unpack(found), joined(case["codeword"] for case in cases), name)

    def test_decoder(self):
        for name, code in VECTORS.items():
            cases = code["decoder"]
            found, printed = self.fec("decode", name,
                                      pack(joined(case["received"] for case in cases)))
            symbols = unpack(found)
            for i, case in enumerate(cases):
                message = symbols[i * code["k"]:(i + 1) * code["k"]]
                self.assertEqual(message, case["word"][:code["k"]], f"{name}: word {i}")
            self.assertEqual(self.histogram_in(printed), self.histogram_of(cases), name)

    @staticmethod
    def histogram_of(cases) -> list[int]:
        """Words by corrected symbols, 0 to 15, and uncorrectable."""
        histogram = [0] * 17
        for case in cases:
            histogram[16 if case["uncorrectable"] else case["corrected_symbols"]] += 1
        return histogram

    @staticmethod
    def histogram_in(printed: str) -> list[int]:
        lines = printed.splitlines()
        heading = next(i for i, line in enumerate(lines) if line.startswith("# codewords by"))
        return [int(count) for count in lines[heading + 1].split()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True, help="the program lightloop")
    GoldenAgainstGalois.program = parser.parse_args().program
    unittest.main(argv=sys.argv[:1])


if __name__ == "__main__":
    main()

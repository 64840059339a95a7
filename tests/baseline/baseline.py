#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""baseline.py PROGRAM (golden|rtl|emu) [--store]: the same numbers as before.

Runs `run`, `send` and `fec` over profiles, seeds, lists of SNR and lengths, and compares counters,
histograms, frames and files with those in baseline.json, which an earlier version left. All engines
count alike, so there is one set of numbers for all of them. --store writes baseline.json anew, from the
engine golden: only when a number is meant to change, with the reason in the commit.
Names in the program's JSON may change; FIELDS says where a number is found today.
"""

import argparse
import hashlib
import json
from pathlib import Path
import random
import subprocess
import sys
import tempfile

HERE = Path(__file__).resolve().parent
STORED = HERE / "baseline.json"
CAPTURES = HERE.parent / "data"

# Our names -> names in the reports of `run` (in a point) and `send`.
COUNTERS = {name: name for name in (
    "codewords", "corrected_codewords", "corrected_symbols", "histogram", "pam4_symbol_errors",
    "post_fec_bit_errors", "post_fec_errored_codewords", "pre_fec_bit_errors", "pre_fec_symbol_errors",
    "uncorrectable_codewords")}
FRAMES = {name: name for name in (
    "altered", "corrected_headers", "delineation_losses", "fcs_errors", "header_errors", "lost",
    "received", "sent")}

SNRS = {"kp4-awgn": "15.5,16.5,17.655", "kp4-isi": "16,17.5,19", "kr4-awgn": "17,19,20.5",
        "800g-dr8": "16,17.655", "kp4-touchstone": "17,18.5"}
CHANNELS = {profile: ("digital", "systemc") for profile in SNRS} | {"kp4-touchstone": ("systemc",)}
SEEDS = ("1", "18446744073709551615")


def run_cases():
    for profile, snr in SNRS.items():
        for channel in CHANNELS[profile]:
            common = ["run", "--profile", profile, "--channel", channel]
            for seed in SEEDS:
                yield [*common, "--snr", snr, "--seed", seed, "--codewords", "150"]
            for codewords in ("1", "37", "1000"):
                yield [*common, "--codewords", codewords]
            yield [*common, "--snr", snr.partition(",")[0], "--errors", "3", "--codewords", "2000"]


def send_cases():
    for profile, snr in SNRS.items():
        for capture in ("veth-traffic.pcap", "with_fcs.pcap", "frames.pcapng"):
            yield ["send", "--profile", profile, capture]
        yield ["send", "--profile", profile, "--seed", "7", "--snr", snr.partition(",")[0],
               "veth-traffic.pcap"]


def fec_cases():
    for code in ("kp4", "kr4"):
        for size in (1, 643, 5140, 50001):
            yield ["fec", code, str(size)]


class Program:
    def __init__(self, path, engine, folder):
        self.path, self.engine, self.folder = path, engine, folder

    def call(self, *arguments):
        """Runs it; the exit codes 0 (good) and 1 (errors were found) are results."""
        result = subprocess.run([self.path, *map(str, arguments), "--engine", self.engine],
                                cwd=self.folder, capture_output=True, text=True, check=False)
        if result.returncode not in (0, 1):
            raise RuntimeError(f"{' '.join(map(str, arguments))}: exit code {result.returncode}: "
                               f"{result.stderr.strip()}")
        return result.returncode

    def report(self, *arguments):
        code = self.call(*arguments, "--json", "report.json")
        return code, json.loads((self.folder / "report.json").read_text())

    def run(self, case):
        code, report = self.report(*case)
        return {"exit code": code,
                "points": [{"snr_db": point["snr_db"]} | picked(point["counters"], COUNTERS)
                           for point in report["points"]]}

    def send(self, case):
        *options, capture = case
        output = "out" + Path(capture).suffix
        code, report = self.report(*options, CAPTURES / capture, output)
        return {"exit code": code, "file": digest(self.folder / output)} \
            | picked(report["counters"], COUNTERS) | picked(report["frames"], FRAMES) | report["bytes"]

    def fec(self, case):
        _, code, size = case
        choice = random.Random(f"{code} {size}")
        (self.folder / "message").write_bytes(choice.randbytes(int(size)))
        self.call("fec", "encode", "--code", code, "message", "codewords")
        words = bytearray((self.folder / "codewords").read_bytes())
        sound = digest(self.folder / "codewords")
        for _ in range(len(words) // 60):
            words[choice.randrange(len(words))] ^= 1 << choice.randrange(8)
        (self.folder / "received").write_bytes(words)
        exit_code = self.call("fec", "decode", "--code", code, "--length", size, "received", "decoded")
        return {"codewords": sound, "decoded": digest(self.folder / "decoded"), "exit code": exit_code}


def picked(values, names):
    return {ours: values[theirs] for ours, theirs in names.items()}


def digest(file):
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16] if file.exists() else None


def measure(program):
    found = {}
    for kind, cases in (("run", run_cases()), ("send", send_cases()), ("fec", fec_cases())):
        for case in cases:
            found[" ".join(case)] = getattr(program, kind)(case)
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("engine", choices=("golden", "rtl", "emu"))
    parser.add_argument("--store", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Program(options.program.resolve(), options.engine, Path(folder)))
    if options.store:
        lines = (f"{json.dumps(name)}: {json.dumps(result)}" for name, result in found.items())
        STORED.write_text("{\n" + ",\n".join(lines) + "\n}\n")
        return 0
    stored = json.loads(STORED.read_text())
    different = [name for name in stored | found if stored.get(name) != found.get(name)]
    for name in different:
        print(f"{options.engine}: {name}\n  before: {json.dumps(stored.get(name))}\n"
              f"  now:    {json.dumps(found.get(name))}")
    print(f"{options.engine}: {len(found)} cases, {len(different)} different")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())

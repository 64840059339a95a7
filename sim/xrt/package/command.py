# SPDX-License-Identifier: Apache-2.0
"""The command line of scripts/pack-xclbin."""

import argparse
from dataclasses import dataclass, field
import glob
import os
from pathlib import Path
import sys
import tempfile

from .errors import PackError
from .kernel_library import REPOSITORY, build_kernel_library
from .kernel_xml import read_kernel_xml
from .pack import pack
from .topology import connect, parse_banks, place_units

DEFAULT_BANKS = ["DDR[0]:16G", "HOST[0]:16G"]
DEFAULT_PLATFORM = "lightloop_emulation"
DEVICE_PROGRAM = "sim/xrt/device/lightloop-device"

EPILOG = """
A kernel is given as KEY=VALUE pairs with commas between them:
  xml=FILE     its description in Vitis' kernel.xml format (required)
  rtl=FILE     a SystemVerilog source, packages first; may be repeated, may be a pattern
  top=MODULE   top module of the RTL (default: the kernel's name)
  flag=FLAG    a flag for Verilator, e.g. flag=-Ihdl; may be repeated
  lib=FILE     a kernel library made before, in place of rtl
  count=N      number of compute units (default 1)

example:
  pack-xclbin --kernel xml=vadd/kernel.xml,rtl=vadd/*.sv,count=2 -o vadd.xclbin
"""


@dataclass
class KernelOption:
    text: str
    xml: str = ""
    rtl: list = field(default_factory=list)
    top: str = ""
    flag: list = field(default_factory=list)
    lib: str = ""
    count: int = 1


def parse_kernel_option(text):
    option = KernelOption(text)
    for pair in text.split(","):
        key, separator, value = pair.partition("=")
        if not separator or not value:
            raise PackError(f"--kernel {text}: found \"{pair}\", expected KEY=VALUE")
        if key == "rtl":
            files = sorted(glob.glob(value)) if any(c in value for c in "*?[") else [value]
            if not files:
                raise PackError(f"--kernel {text}: no file matches {value}")
            option.rtl += files
        elif key == "flag":
            option.flag.append(value)
        elif key in ("xml", "top", "lib"):
            setattr(option, key, value)
        elif key == "count":
            if not value.isdigit() or not 1 <= int(value) <= 128:
                raise PackError(f"--kernel {text}: count: found \"{value}\", expected 1 to 128")
            option.count = int(value)
        else:
            raise PackError(f"--kernel {text}: unknown key \"{key}\", expected xml, rtl, top, flag, "
                            "lib or count")
    if not option.xml:
        raise PackError(f"--kernel {text}: xml=FILE is missing")
    if bool(option.rtl) == bool(option.lib):
        raise PackError(f"--kernel {text}: expected either rtl=FILE or lib=FILE")
    for file in option.rtl:
        if not Path(file).is_file():
            raise PackError(f"--kernel {text}: {file}: no such file")
    return option


def find_device_program(given):
    """--device, $LIGHTLOOP_DEVICE, or the newest of the builds in this tree."""
    if given or os.environ.get("LIGHTLOOP_DEVICE"):
        path = Path(given or os.environ["LIGHTLOOP_DEVICE"])
        if not path.is_file():
            raise PackError(f"{path}: no such file, expected the device program")
        return path
    found = sorted((REPOSITORY / "build").glob(f"*/{DEVICE_PROGRAM}"),
                   key=lambda path: path.stat().st_mtime)
    if not found:
        raise PackError("the device program is not built: run scripts/build, or give it with "
                        "--device FILE")
    return found[-1]


def parse_arguments(arguments):
    parser = argparse.ArgumentParser(
        prog="pack-xclbin", epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Pack RTL kernels into an .xclbin for XRT's hardware emulation.")
    parser.add_argument("--kernel", action="append", required=True, metavar="KEY=VALUE,...",
                        help="a kernel, see below; may be repeated")
    parser.add_argument("-o", "--output", required=True, metavar="FILE",
                        help="the .xclbin; emconfig.json is written beside it")
    parser.add_argument("--bank", action="append", metavar="TAG:SIZE",
                        help="a memory bank; may be repeated; a tag with HOST in it is the host's "
                             f"memory (default: {' '.join(DEFAULT_BANKS)})")
    parser.add_argument("--sp", action="append", default=[], metavar="INSTANCE.ARG:BANK",
                        help="bank of a memory argument, e.g. vadd_1.a:DDR[1], or neighbouring "
                             "banks, DDR[0:1] (default: the first bank)")
    parser.add_argument("--device", metavar="FILE",
                        help="the device program (default: that of this tree's build)")
    parser.add_argument("--platform", default=DEFAULT_PLATFORM, metavar="NAME",
                        help="name of the emulated card (default: %(default)s)")
    parser.add_argument("--devices", type=int, default=1, metavar="N",
                        help="cards in emconfig.json (default: %(default)s)")
    parser.add_argument("--frequency", type=float, default=300, metavar="MHZ",
                        help="kernel clock, the time axis of waveforms (default: %(default)s)")
    parser.add_argument("--build-dir", metavar="DIR",
                        help="where RTL is compiled; kept for inspection (default: a temporary one)")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count() or 1, metavar="N",
                        help="compile jobs (default: number of processors)")
    options = parser.parse_args(arguments)
    if not 1 <= options.devices <= 16:
        parser.error(f"--devices: found {options.devices}, expected 1 to 16")
    if not 0 < options.frequency <= 10000:
        parser.error(f"--frequency: found {options.frequency}, expected above 0, at most 10000")
    if len(options.platform.encode()) > 63:
        parser.error("--platform: expected at most 63 bytes")
    return options


def run(options, build_directory):
    kernel_options = [parse_kernel_option(text) for text in options.kernel]
    kernels = [read_kernel_xml(option.xml) for option in kernel_options]
    names = [kernel.name for kernel in kernels]
    for name in names:
        if names.count(name) > 1:
            raise PackError(f"kernel {name} is there twice: use count=N for several compute units")
    units = place_units([(kernel, option.count)
                         for kernel, option in zip(kernels, kernel_options)])
    topology = connect(parse_banks(options.bank or DEFAULT_BANKS), units, options.sp)
    device = find_device_program(options.device)
    libraries = {}
    for kernel, option in zip(kernels, kernel_options):
        libraries[kernel.name] = option.lib or build_kernel_library(
            kernel, option.top or kernel.name, option.rtl, option.flag, build_directory,
            options.jobs)
    pack(options.output, libraries, device, topology, options.platform, options.frequency,
         options.devices)


def main():
    options = parse_arguments(sys.argv[1:])
    try:
        if options.build_dir:
            run(options, options.build_dir)
        else:
            with tempfile.TemporaryDirectory(prefix="lightloop-pack-") as directory:
                run(options, directory)
    except PackError as error:
        print(f"pack-xclbin: {error}", file=sys.stderr)
        return 2
    return 0

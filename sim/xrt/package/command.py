# SPDX-License-Identifier: Apache-2.0
"""The command line of scripts/pack-xclbin."""

import argparse
from dataclasses import dataclass, field
import glob
import os
from pathlib import Path
import re
import signal
import sys
import tempfile

from .build_log import BuildError
from .errors import PackError
from .files import check_output, read_regular_file, write_file
from .glue import check_ports, read_library_ports
from .kernel_library import REPOSITORY, compile_library, compile_runtime, verilate
from .kernel_xml import is_identifier, read_kernel_xml
from .link_config import LinkConfig, read_instances, read_link_config
from .number_text import parse_number, shown
from .pack import EMCONFIG, MOST_PROGRAM_BYTES, pack
from .streams import check_streams, connect_streams, find_stream_port
from .topology import MOST_UNITS, banks_for, check_reach, connect, parse_banks, place_units
from .verilator_flags import check_flags, search_directories
from .verilog_sources import check_kinds, collect_data, find_data_files

DEFAULT_PLATFORM = "lightloop_emulation"
DEVICE_PROGRAM = "sim/xrt/device/lightloop-device"
LONGEST_DESIGN_NAME = 200

EPILOG = """
A kernel is given as KEY=VALUE pairs with commas between them:
  xml=FILE     its description in Vitis' kernel.xml format (required)
  rtl=FILE     a Verilog or SystemVerilog source, packages first; may be repeated, may be a pattern
  top=MODULE   top module of the RTL (default: the kernel's name)
  flag=FLAG    a flag for Verilator, e.g. flag=-Ihdl; may be repeated
  data=FILE    a file that the RTL reads ($readmemh); those named in the RTL are found without
  lib=FILE     a kernel library made before, in place of rtl
  waves=FILE   with lib: the same kernel, verilated with --trace-fst, for runs with waveforms
  count=N      number of compute units (default 1, or what nk= says)

example:
  pack-xclbin --kernel 'xml=vadd/kernel.xml,rtl=vadd/*.sv,count=2' -o vadd.xclbin

A FILE of --config is one as v++ takes it; of [connectivity] count nk, sp and sc, and beside it
[lightloop] with stream=UNIT.PORT:FILE. All else in it is ignored with a word.
"""


@dataclass
class KernelOption:
    text: str
    xml: str = ""
    rtl: list = field(default_factory=list)
    top: str = ""
    flag: list = field(default_factory=list)
    data: list = field(default_factory=list)
    lib: str = ""
    waves: str = ""
    count: int = None  # as given


def parse_kernel_option(text):
    option = KernelOption(text)
    seen = set()
    for pair in text.split(","):
        key, separator, value = pair.partition("=")
        if not separator or not value:
            raise PackError(f"--kernel {text}: found \"{pair}\", expected KEY=VALUE")
        if key in ("xml", "top", "lib", "waves", "count") and key in seen:
            raise PackError(f"--kernel {text}: {key}= is there twice")
        seen.add(key)
        if key in ("rtl", "data"):
            getattr(option, key).extend(_find_sources(text, value))
        elif key == "flag":
            option.flag.append(value)
        elif key == "top" and not is_identifier(value):
            raise PackError(f"--kernel {text}: top: found {shown(value)}, expected an identifier")
        elif key in ("xml", "top", "lib", "waves"):
            setattr(option, key, value)
        elif key == "count":
            count = parse_number(value)
            if count is None or not 1 <= count <= MOST_UNITS:
                raise PackError(f"--kernel {text}: count: found {shown(value)}, expected 1 to "
                                f"{MOST_UNITS}")
            option.count = count
        else:
            raise PackError(f"--kernel {text}: unknown key \"{key}\", expected xml, rtl, top, flag, "
                            "data, lib, waves or count")
    if not option.xml:
        raise PackError(f"--kernel {text}: xml=FILE is missing")
    if bool(option.rtl) == bool(option.lib):
        raise PackError(f"--kernel {text}: expected either rtl=FILE or lib=FILE")
    if option.waves and not option.lib:
        raise PackError(f"--kernel {text}: waves= goes with lib=; with rtl=, --waveforms makes it")
    for file in (*option.rtl, *option.data):
        if not Path(file).is_file():
            raise PackError(f"--kernel {text}: {file}: no such file")
    check_kinds(f"--kernel {text}", option.rtl)
    check_flags(f"--kernel {text}", option.flag)
    return option


def _find_sources(text, pattern):
    if not any(c in pattern for c in "*?["):
        return [pattern]
    files = sorted(glob.glob(pattern))
    if not files:
        raise PackError(f"--kernel {text}: no file matches {pattern}")
    return files


def _check_library(path):
    """Before anything is compiled. Returns the ports of its RTL."""
    content = read_regular_file(path, MOST_PROGRAM_BYTES, "the kernel library")
    if not content.startswith(b"\x7fELF"):
        raise PackError(f"the kernel library {path}: found another kind of file, expected a shared "
                        "library")
    return read_library_ports(content, path)


def _design_name(output):
    """The name of the design, which becomes part of texts and file names."""
    name = output.stem
    if not name.isprintable() or len(name.encode(errors="replace")) > LONGEST_DESIGN_NAME:
        raise PackError(f"--output {shown(str(output))}: expected a name of printable characters, "
                        f"at most {LONGEST_DESIGN_NAME} bytes")
    return name


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
    parser.add_argument("--bank", action="append", metavar="TAG:SIZE[@ADDRESS]",
                        help="a memory bank; may be repeated; a tag with HOST in it is the host's "
                             "memory (default: DDR[0] and HOST[0] of 16G, and those that --sp names). "
                             "Kernels with 32 address bits need one below 4 GiB, e.g. "
                             "LOW[0]:1G@0x40000000")
    parser.add_argument("--sp", action="append", default=[], metavar="INSTANCE.ARG:BANK",
                        help="bank of a memory argument (or port), e.g. vadd_1.a:DDR[1], or "
                             "neighbouring banks, DDR[0:1] (default: the first bank); what lies in "
                             "other banks is out of reach")
    parser.add_argument("--sc", action="append", default=[], metavar="UNIT.PORT:UNIT.PORT[:DEPTH]",
                        help="connects a stream output with an input by a FIFO of DEPTH beats, e.g. "
                             "a_1.out:b_1.in:64 (default depth: 2)")
    parser.add_argument("--stream", action="append", default=[], metavar="UNIT.PORT:FILE",
                        help="sends the frames of a capture (pcap) to a stream input, or writes what "
                             "a stream output sends as one; where the program runs, LIGHTLOOP_STREAMS "
                             "can name others")
    parser.add_argument("--config", action="append", default=[], metavar="FILE",
                        help="connections as v++ takes them, see below; may be repeated")
    parser.add_argument("--device", metavar="FILE",
                        help="the device program (default: that of this tree's build)")
    parser.add_argument("--platform", default=DEFAULT_PLATFORM, metavar="NAME",
                        help="name of the emulated card (default: %(default)s)")
    parser.add_argument("--devices", type=int, default=1, metavar="N",
                        help="cards in emconfig.json (default: %(default)s)")
    parser.add_argument("--frequency", type=float, default=300, metavar="MHZ",
                        help="kernel clock, the time axis of waveforms (default: %(default)s)")
    parser.add_argument("--waveforms", action="store_true",
                        help="of rtl=, make a second library of each kernel, for runs with waveforms "
                             "(debug_mode in xrt.ini); takes twice the time")
    parser.add_argument("--build-dir", metavar="DIR",
                        help="where RTL is compiled; kept for inspection (default: a temporary one)")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count() or 1, metavar="N",
                        help="compile jobs (default: number of processors)")
    options = parser.parse_args(arguments)
    if not 1 <= options.devices <= 16:
        parser.error(f"--devices: found {options.devices}, expected 1 to 16")
    if not 0.001 <= options.frequency <= 10000:
        parser.error(f"--frequency: found {options.frequency}, expected 0.001 to 10000")
    if not re.fullmatch("[ -~]{1,63}", options.platform):
        parser.error(f"--platform: found {shown(options.platform)}, expected 1 to 63 characters of "
                     "ASCII")
    if not 1 <= options.jobs <= 1024:
        parser.error(f"--jobs: found {options.jobs}, expected 1 to 1024")
    return options


@dataclass
class Plan:
    """All that can be found wrong before anything is compiled has been looked for."""
    output: Path
    name: str
    kernels: list  # of (Kernel, KernelOption)
    topology: object
    device: Path
    ports: dict  # of the RTL, by the kernel's name, as far as they are known


def _find_captures(units, specifications, streams):
    captures = {}
    taken = {place for stream in streams for place in (stream.source, stream.sink)}
    for text in specifications:
        title = f"--stream {text}"
        match = re.fullmatch(r"(\w+)\.(\w+):(.+)", text, re.ASCII)
        if not match:
            raise PackError(f"{title}: expected UNIT.PORT:FILE, e.g. nic_1.rx:in.pcap")
        place = find_stream_port(units, match[1], match[2], title)
        if place in captures or place in taken:
            raise PackError(f"{title}: {match[1]}.{match[2]} is connected already")
        captures[place] = match[3]
    return captures


def make_plan(options):
    kernel_options = [parse_kernel_option(text) for text in options.kernel]
    kernels = [read_kernel_xml(option.xml) for option in kernel_options]
    names = [kernel.name for kernel in kernels]
    for name in names:
        if names.count(name) > 1:
            raise PackError(f"kernel {name} is there twice: use count=N for several compute units")
    ports = {}
    for kernel, option in zip(kernels, kernel_options):
        if option.lib:
            ports[kernel.name] = _check_library(option.lib)
            check_ports(kernel, ports[kernel.name])
        if option.waves:
            check_ports(kernel, _check_library(option.waves))
    config = LinkConfig(sp=[*options.sp], sc=[*options.sc], stream=[*options.stream])
    for file in options.config:
        read_link_config(file, config)
    for note in config.notes:
        _note(note)
    instances = read_instances(config.nk, names, {
        kernel.name: option.count for kernel, option in zip(kernels, kernel_options)
        if option.count is not None})
    units = place_units([(kernel, instances.get(kernel.name, option.count or 1))
                         for kernel, option in zip(kernels, kernel_options)])
    topology = connect(parse_banks(options.bank or banks_for(config.sp)), units, config.sp)
    topology.streams = connect_streams(units, config.sc)
    topology.captures = _find_captures(units, config.stream, topology.streams)
    device = find_device_program(options.device)
    inputs = [file for option in kernel_options
              for file in (option.xml, option.lib, option.waves, *option.rtl, *option.data) if file]
    inputs += options.config
    output = Path(options.output)
    if output.name == EMCONFIG:
        raise PackError(f"--output {output}: is the name of the file that is written beside it")
    name = _design_name(output)
    for file in (output, output.with_name(EMCONFIG)):
        check_output(file, [*inputs, device])
    return Plan(output, name, list(zip(kernels, kernel_options)), topology, device, ports)


def _note(message):
    print(f"pack-xclbin: note: {message}", file=sys.stderr)


def _find_data(kernel, option):
    found, notes = find_data_files(kernel.name, option.rtl, search_directories(option.flag))
    given = {Path(file).name for file in option.data}
    for note in notes:
        if not any(f'/{name}"' in note or f'"{name}"' in note for name in given):
            _note(note)
    return collect_data(kernel.name, [*option.data, *found])


def run(options, build_directory):
    try:
        _run(options, build_directory)
    except BuildError as error:
        raise PackError(error.message(_keep_log(error, options))) from None


def _run(options, build_directory):
    plan = make_plan(options)
    data = {kernel.name: _find_data(kernel, option) for kernel, option in plan.kernels}
    libraries = {kernel.name: option.lib for kernel, option in plan.kernels if option.lib}
    waveform_libraries = {kernel.name: option.waves for kernel, option in plan.kernels
                          if option.waves}
    models = [verilate(kernel, option.top or kernel.name, option.rtl, option.flag, build_directory,
                       waveforms)
              for waveforms in ((False, True) if options.waveforms else (False,))
              for kernel, option in plan.kernels if not option.lib]
    plan.ports.update({model.kernel.name: model.ports for model in models})
    check_reach(plan.topology, plan.ports)
    for note in check_streams(plan.topology, plan.ports):
        _note(note)
    runtime = compile_runtime(build_directory) if models else None
    warnings = 0
    for model in models:
        library, count = compile_library(model, runtime, options.jobs)
        (waveform_libraries if model.waveforms else libraries)[model.kernel.name] = library
        warnings += 0 if model.waveforms else count  # they are the same
    size = pack(plan.output, plan.name, libraries, waveform_libraries, data, plan.device,
                plan.topology, options.platform, options.frequency, options.devices)
    _report(plan, size, warnings, options.waveforms, options.build_dir)


def _report(plan, size, warnings, waveforms, build_dir):
    """The line that says that all went well."""
    units = ", ".join(unit.instance for unit in plan.topology.units[:8])
    more = len(plan.topology.units) - 8
    print(f"packed {plan.output}: {units}{f' and {more} more' if more > 0 else ''}; "
          f"{size / 1e6:.1f} MB")
    if not waveforms and any(option.rtl for _, option in plan.kernels):
        print("  without waveforms: --waveforms packs what debug_mode in xrt.ini needs")
    if warnings:
        where = f"see {build_dir}/*/build.log" if build_dir else "--build-dir DIR keeps them"
        print(f"  {warnings} {'warning' if warnings == 1 else 'warnings'} of Verilator ({where})")


def _keep_log(error, options):
    """The log of a build that failed: the folder that it lies in may be a temporary one."""
    if options.build_dir:
        return error.log
    log = Path(f"{options.output}.log")
    try:
        write_file(log, error.text.encode())
    except PackError:
        return "not kept: it cannot be written beside the output"
    return log


def _end(number, _frame):
    """Lets what is open be closed and what is temporary be removed."""
    raise SystemExit(128 + number)


def main():
    options = parse_arguments(sys.argv[1:])
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _end)
    try:
        if options.build_dir:
            run(options, options.build_dir)
        else:
            with tempfile.TemporaryDirectory(prefix="lightloop-pack-") as directory:
                run(options, directory)
    except PackError as error:
        print(f"pack-xclbin: {error}", file=sys.stderr)
        return 2
    except (OSError, ValueError) as error:  # ValueError: a NUL in a path
        print(f"pack-xclbin: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0

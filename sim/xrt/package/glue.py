# SPDX-License-Identifier: Apache-2.0
"""Makes the C++ file that turns a Verilated kernel into a kernel library (kernel_abi.h).

As a program: glue.py --header Vk.h --xml kernel.xml [--threads N] --output k_glue.cpp
"""

import argparse
from dataclasses import dataclass
import json
from pathlib import Path
import re
import sys

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[3]))
    __package__ = "sim.xrt.package"

from .errors import PackError
from .kernel_xml import read_kernel_xml

# VL_IN8(&ap_clk,0,0); VL_OUTW(&m_axi_gmem_wdata,511,0,16);
PORT = re.compile(r"^\s*VL_(IN|OUT|INOUT)(?:8|16|64|W|)\(&?(\w+),(\d+),(\d+)", re.MULTILINE)
# Verilator puts this before names that C++ or its libraries use, "interrupt" among them.
RESERVED = "__SYM__"

# Before the ports in a kernel library, for the packer that gets no more than that.
PORTS_MARK = b"lightloop kernel ports:"
MOST_PORTS_BYTES = 1 << 20

LITE_SIGNALS = ("awaddr", "awvalid", "awready", "wdata", "wvalid", "wready", "bvalid", "bready",
                "araddr", "arvalid", "arready", "rdata", "rvalid", "rready")
# What the device process needs of an AXI4 master (compute_unit.cpp).
READ_SIGNALS = ("araddr", "arlen", "arvalid", "arready", "rdata", "rlast", "rvalid", "rready")
WRITE_SIGNALS = ("awaddr", "awlen", "awvalid", "awready", "wdata", "wstrb", "wlast", "wvalid",
                 "wready", "bvalid", "bready")


@dataclass
class ModelPort:
    member: str
    name: str
    width: int
    is_input: bool


def read_ports(header):
    """Ports of a Verilated model from its header file, in the header's order."""
    ports = []
    for direction, member, high, low in PORT.findall(Path(header).read_text()):
        ports.append(ModelPort(member, member.removeprefix(RESERVED), int(high) - int(low) + 1,
                               direction == "IN"))
    if not ports:
        raise PackError(f"{header}: no ports found, expected the header of a Verilated model")
    return ports


def _ports_text(ports):
    """What read_library_ports() finds in a library."""
    return PORTS_MARK.decode() + json.dumps([[port.name, port.width, port.is_input]
                                             for port in ports], separators=(",", ":"))


def read_library_ports(content, path):
    """The ports of the RTL behind a kernel library, from the bytes of its file. Raises PackError."""
    start = content.find(PORTS_MARK)
    end = content.find(b"\0", start, start + MOST_PORTS_BYTES)
    try:
        if start < 0 or end < 0:
            raise ValueError
        entries = json.loads(content[start + len(PORTS_MARK):end])
        return [ModelPort("", str(name), int(width), is_input is True)
                for name, width, is_input in entries]
    except (ValueError, TypeError):
        raise PackError(f"the kernel library {path}: does not say what ports it has: make it "
                        "again") from None


def check_ports(kernel, ports):
    """The RTL has what kernel.xml says; raises PackError that names the first signal missing."""
    by_name = {port.name.lower(): port for port in ports}

    def need(name, width=None):
        port = by_name.get(name.lower())
        if port is None:
            raise PackError(f"{kernel.path}: the RTL of kernel {kernel.name} has no port {name}")
        if width is not None and port.width != width:
            raise PackError(f"{kernel.path}: port {name} is {port.width} bits in the RTL, expected "
                            f"{width}")

    need("ap_clk")
    if kernel.control_port:
        for signal in LITE_SIGNALS:
            need(f"{kernel.control_port.name}_{signal}",
                 32 if signal in ("wdata", "rdata") else None)
    for port in kernel.memory_ports:
        writes = f"{port.name}_awvalid".lower() in by_name
        reads = f"{port.name}_arvalid".lower() in by_name
        if not writes and not reads:
            need(f"{port.name}_arvalid")
        widths = {"rdata": port.data_width, "wdata": port.data_width,
                  "wstrb": port.data_width // 8}
        for signal in (*(READ_SIGNALS if reads else ()), *(WRITE_SIGNALS if writes else ())):
            need(f"{port.name}_{signal}", widths.get(signal))
    for port in kernel.stream_ports:
        need(f"{port.name}_tvalid", 1)
        need(f"{port.name}_tdata", port.data_width)


def make_glue(kernel, header, threads=1):
    """The text of the C++ file. `threads`: those that the model runs on."""
    ports = read_ports(header)
    check_ports(kernel, ports)
    model = Path(header).stem
    lines = [
        "// Generated from the ports of the Verilated model; see sim/xrt/device/kernel_glue.hpp.",
        '#include "sim/xrt/device/kernel_glue.hpp"',
        "",
        f'#include "{model}.h"',
        "",
        "namespace {",
        "",
        f"void collect({model}& model, lightloop::xrt_device::PortTable& table) {{",
    ]
    for port in ports:
        lines.append(f'  lightloop::xrt_device::add_port(table, "{port.name}", '
                     f"model.{port.member}, {port.width}, {'true' if port.is_input else 'false'});")
    lines += [
        "}",
        "",
        f"[[gnu::used, gnu::retain]] const char ports[] = {json.dumps(_ports_text(ports))};",
        "",
        "}  // namespace",
        "",
        'extern "C" __attribute__((visibility("default"))) const LightloopKernelApi* '
        "lightloop_kernel(void) {",
        "  static const LightloopKernelApi api =",
        f'      lightloop::xrt_device::make_kernel_api<{model}, collect, {threads}>("{kernel.name}");',
        "  return &api;",
        "}",
        "",
    ]
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description="Make the C++ glue of a kernel library.")
    parser.add_argument("--header", required=True, help="header of the Verilated model")
    parser.add_argument("--xml", required=True, help="kernel.xml")
    parser.add_argument("--threads", type=int, default=1, help="those that the model was verilated for")
    parser.add_argument("--output", required=True, help="C++ file to write")
    options = parser.parse_args()
    try:
        Path(options.output).write_text(
            make_glue(read_kernel_xml(options.xml), options.header, options.threads))
    except (PackError, OSError) as error:
        sys.exit(f"pack-xclbin: {error}")


if __name__ == "__main__":
    main()

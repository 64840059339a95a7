# SPDX-License-Identifier: Apache-2.0
"""The texts in and beside an xclbin: embedded metadata, device.json, emconfig.json, simulate.sh."""

import json
from xml.sax.saxutils import quoteattr

SIMULATE_SH = """#!/bin/sh
# XRT starts this with arguments for other simulators.
exec ./lightloop-device
"""


def _tag(element, /, **attributes):
    text = "".join(f" {key}={quoteattr(str(value))}" for key, value in attributes.items())
    return f"<{element}{text}"


def embedded_metadata(name, platform, frequency_mhz, topology):
    """The XML that XRT reads kernels, ports, arguments and instances from."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', _tag("project", name=name) + ">",
             _tag("platform", vendor="lightloop", boardid="emulation", name=platform,
                  featureRomTime=0) + ">",
             "<version major=\"1\" minor=\"0\"/>", _tag("device", name="fpga0", fpgaDevice="") + ">",
             _tag("core", name="OCL_REGION_0", target="hw_em", type="clc_region",
                  clockFreq=f"{frequency_mhz}MHz", numComputeUnits=len(topology.units)) + ">",
             "<kernelClocks>",
             _tag("clock", port="KERNEL_CLK", frequency=f"{float(frequency_mhz)}MHz") + "/>",
             "</kernelClocks>"]
    kernels = {unit.kernel.name: unit.kernel for unit in topology.units}
    for kernel in kernels.values():
        lines.append(_tag("kernel", name=kernel.name, language="ip_c", vlnv="", attributes="",
                          preferredWorkGroupSizeMultiple=0, workGroupSize=1,
                          interrupt=str(kernel.interrupt).lower(), type="pl",
                          hwControlProtocol=kernel.protocol) + ">")
        for port in kernel.ports:
            size = (1 << 64) - 1 if port.is_master else port.range
            mode = port.mode or ("master" if port.is_master else "slave")
            lines.append(_tag("port", name=port.name, mode=mode, range=f"{size:#x}",
                              dataWidth=port.data_width,
                              portType="stream" if port.is_stream else "addressable",
                              base="0x0") + "/>")
        for argument in kernel.arguments:
            lines.append(_tag("arg", name=argument.name, addressQualifier=argument.qualifier,
                              id=argument.id, port=argument.port, size=f"{argument.size:#x}",
                              offset=f"{argument.offset:#x}", hostOffset="0x0",
                              hostSize=f"{argument.host_size:#x}", type=argument.type) + "/>")
        for unit in topology.units:
            if unit.kernel is kernel:
                port = kernel.control_port.name if kernel.control_port else ""
                lines += [_tag("instance", name=unit.instance) + ">",
                          _tag("addrRemap", base=f"{unit.base:#x}", range=f"{unit.size:#x}",
                               port=port) + "/>", "</instance>"]
        lines.append("</kernel>")
    lines += ["</core>", "</device>", "</platform>", "</project>", ""]
    return "\n".join(lines)


def library_file(kernel):
    return f"{kernel}.so"


def waveform_library_file(kernel):
    return f"{kernel}.waveforms.so.gz"


def _end(place):
    """A stream port, as numbers of compute unit and port."""
    unit, port = place
    return {"unit": unit, "port": port}


def device_json(name, frequency_mhz, topology, waveforms):
    """What the device process reads (sim/xrt/device/device_description.hpp). `waveforms`: the names
    of the kernels that have a library for them."""
    kernels = {unit.kernel.name: unit.kernel for unit in topology.units}
    return json.dumps({
        "format": 2,
        "name": name,
        "clock_period_ps": round(1e6 / frequency_mhz),
        "kernels": [{
            "name": kernel.name,
            "library": library_file(kernel.name),
            **({"waveform_library": waveform_library_file(kernel.name)}
               if kernel.name in waveforms else {}),
            **({"interrupt": True} if kernel.interrupt else {}),
            "control": kernel.protocol,
            "control_port": kernel.control_port.name if kernel.control_port else "",
            "memory_ports": [port.name for port in kernel.memory_ports],
            "stream_ports": [port.name for port in kernel.stream_ports],
        } for kernel in kernels.values()],
        "compute_units": [{"instance": unit.instance, "kernel": unit.kernel.name,
                           "base": unit.base, "size": unit.size,
                           # The banks of each memory port, in the order of the kernel's ports.
                           "reach": [topology.reach[number, port.name]
                                     for port in unit.kernel.memory_ports]}
                          for number, unit in enumerate(topology.units)],
        "streams": [{"source": _end(stream.source), "sink": _end(stream.sink),
                     "depth": stream.depth} for stream in topology.streams],
        "captures": [{**_end(place), "file": file} for place, file in topology.captures.items()],
        "memories": [{"tag": bank.tag, "kind": "host" if bank.is_host else "device",
                      "base": bank.base, "size": bank.size} for bank in topology.banks],
    }, indent=1) + "\n"


def emconfig_json(platform, devices, topology):
    """The description of the machine's cards that XRT looks for beside the host program."""
    ddr = sum(not bank.is_host for bank in topology.banks)
    return json.dumps({
        "Version": {"FileVersion": "2.0", "ToolVersion": "2022.1"},
        "Platform": {"Boards": [{"NumBoards": "1", "Devices": [
            {"Name": platform, "NumDevices": str(devices), "DdrBanks": str(ddr),
             # Of sub-buffers, as on a card; the driver's own is smaller.
             "DataAlignment": "4096"}]}]},
    }, indent=1) + "\n"

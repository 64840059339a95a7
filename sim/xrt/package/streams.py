# SPDX-License-Identifier: Apache-2.0
"""Connections between stream ports of compute units."""

from dataclasses import dataclass
import re

from .errors import PackError
from .number_text import parse_number, shown

# Without a depth: registers between the two, as a connection on a card has.
DEFAULT_DEPTH = 2
DEEPEST = 65536
SIGNALS = ("tdata", "tkeep", "tstrb", "tlast", "tid", "tdest", "tuser")

_CONNECTION = re.compile(r"(\w+)\.(\w+):(\w+)\.(\w+)(?::(.*))?", re.ASCII)


@dataclass
class Stream:
    text: str
    source: tuple  # (unit index, port index in the kernel's stream_ports)
    sink: tuple
    depth: int


def find_stream_port(units, unit_name, name, title):
    """(unit index, port index) of a stream port, by its own name or that of its argument."""
    index = next((i for i, unit in enumerate(units) if unit.instance == unit_name), None)
    if index is None:
        raise PackError(f"{title}: no compute unit {unit_name}; there are "
                        f"{', '.join(unit.instance for unit in units)}")
    kernel = units[index].kernel
    names = [port.name.lower() for port in kernel.stream_ports]
    wanted = next((argument.port for argument in kernel.arguments if argument.name == name), name)
    if wanted.lower() not in names:
        raise PackError(f"{title}: kernel {kernel.name} has no stream port {name}; its stream ports "
                        f"are {', '.join(port.name for port in kernel.stream_ports) or 'none'}")
    return index, names.index(wanted.lower())


def connect_streams(units, specifications):
    """`specifications` are SOURCE.PORT:SINK.PORT[:DEPTH]. Returns [Stream]; raises PackError."""
    streams, used = [], {}
    for text in specifications:
        title = f"--sc {text}"
        match = _CONNECTION.fullmatch(text)
        if not match:
            raise PackError(f"{title}: expected UNIT.PORT:UNIT.PORT[:DEPTH], e.g. a_1.out:b_1.in:64")
        depth = DEFAULT_DEPTH if match[5] is None else parse_number(match[5])
        if depth is None or not 1 <= depth <= DEEPEST:
            raise PackError(f"{title}: depth: found {shown(match[5])}, expected 1 to {DEEPEST}")
        source = find_stream_port(units, match[1], match[2], title)
        sink = find_stream_port(units, match[3], match[4], title)
        for place, name in ((source, f"{match[1]}.{match[2]}"), (sink, f"{match[3]}.{match[4]}")):
            if place in used:
                raise PackError(f"{title}: {name} is connected already, by --sc {used[place]}")
            used[place] = text
        streams.append(Stream(text, source, sink, depth))
    return streams


def port_name(units, place):
    unit, port = place
    return f"{units[unit].instance}.{units[unit].kernel.stream_ports[port].name}"


def _signals(units, place, ports):
    """{signal: width} of a stream port of the RTL, and whether it is an input of the kernel."""
    unit, port = place
    kernel = units[unit].kernel
    by_name = {port.name.lower(): port for port in ports[kernel.name]}
    prefix = kernel.stream_ports[port].name.lower()
    found = {signal: by_name[f"{prefix}_{signal}"].width for signal in (*SIGNALS, "tready")
             if f"{prefix}_{signal}" in by_name}
    return found, by_name[f"{prefix}_tvalid"].is_input


def _check_captures(topology, ports):
    """What a port needs for frames to go through it; returns notes."""
    notes = []
    for place in sorted(topology.captures):
        name = port_name(topology.units, place)
        title = f"--stream {name}:{topology.captures[place]}"
        signals, is_input = _signals(topology.units, place, ports)
        if signals.get("tdata", 0) % 8 != 0 or not signals.get("tdata"):
            raise PackError(f"{title}: tdata is {signals.get('tdata', 0)} bits, expected whole bytes")
        if "tlast" not in signals and not is_input:
            raise PackError(f"{title}: {name} has no tlast, which ends a frame")
        if "tkeep" not in signals and signals["tdata"] > 8:
            size = f"{signals['tdata'] // 8} bytes"
            notes.append(f"{name} has no tkeep: " + (
                f"frames reach it filled up with zeros to a multiple of {size}" if is_input
                else f"what it sends is taken for frames of a multiple of {size}"))
    return notes


def check_streams(topology, ports):
    """That what is connected fits together; `ports` are those of the RTL by the kernel's name. Raises
    PackError. Returns what the user should know: ports that lead nowhere."""
    units = topology.units
    open_ends = {(i, j) for i, unit in enumerate(units)
                 for j in range(len(unit.kernel.stream_ports))}
    notes = []
    for stream in topology.streams:
        title = f"--sc {stream.text}"
        open_ends -= {stream.source, stream.sink}
        source, source_is_input = _signals(units, stream.source, ports)
        sink, sink_is_input = _signals(units, stream.sink, ports)
        if source_is_input:
            raise PackError(f"{title}: {port_name(units, stream.source)} is an input of its kernel, "
                            "expected an output")
        if not sink_is_input:
            raise PackError(f"{title}: {port_name(units, stream.sink)} is an output of its kernel, "
                            "expected an input")
        if "tready" not in source:
            raise PackError(f"{title}: {port_name(units, stream.source)} has no tready: it cannot be "
                            "held back")
        for signal in SIGNALS:
            if signal in source and signal in sink and source[signal] != sink[signal]:
                raise PackError(f"{title}: {signal} is {source[signal]} bits at "
                                f"{port_name(units, stream.source)} and {sink[signal]} at "
                                f"{port_name(units, stream.sink)}")
        if "tlast" in sink and "tlast" not in source:
            notes.append(f"{port_name(units, stream.sink)} has tlast, "
                         f"{port_name(units, stream.source)} does not: it stays 0")
    notes += _check_captures(topology, ports)
    for place in sorted(open_ends - set(topology.captures)):
        _, is_input = _signals(units, place, ports)
        notes.append(f"{port_name(units, place)} is connected to nothing: "
                     f"{'nothing comes' if is_input else 'what it sends is dropped'}")
    return notes

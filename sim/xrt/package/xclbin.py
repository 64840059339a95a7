# SPDX-License-Identifier: Apache-2.0
"""The .xclbin container and its binary sections."""

import struct

from .kernel_xml import PROTOCOLS
from .topology import TYPE_DDR4

BITSTREAM, EMBEDDED_METADATA, MEM_TOPOLOGY, CONNECTIVITY, IP_LAYOUT = 0, 2, 6, 7, 8
GROUP_TOPOLOGY, GROUP_CONNECTIVITY = 26, 27

HEADER_BYTES = 456
SECTION_HEADER_BYTES = 40
MODE_HW_EMULATION = 4
IP_KERNEL = 1
CONTROL_CODES = {"ap_ctrl_hs": 0, "ap_ctrl_chain": 1, "ap_ctrl_none": 2, "user_managed": 2}
assert set(CONTROL_CODES) == set(PROTOCOLS)


def _text(value, size):
    encoded = value.encode()
    assert len(encoded) < size, value
    return encoded.ljust(size, b"\0")


def _align(size):
    return -(-size // 8) * 8


def _memory_entry(kind, base, size, tag):
    return struct.pack("<BB6xQQ16s", kind, 1, size // 1024, base, _text(tag, 16))


def memory_topology(banks):
    entries = [_memory_entry(bank.type, bank.base, bank.size, bank.tag) for bank in banks]
    return struct.pack("<i4x", len(entries)) + b"".join(entries)


def connectivity(topology):
    """Each argument with its first bank."""
    entries = [struct.pack("<iii", argument, unit, banks[0])
               for argument, unit, banks in topology.connections]
    return struct.pack("<i", len(entries)) + b"".join(entries)


def groups(topology):
    """(topology, connectivity) with one entry more for each set of banks that an argument reaches
    together; None if every argument has one bank."""
    sets = []
    for _, _, banks in topology.connections:
        if len(banks) > 1 and banks not in sets:
            sets.append(banks)
    if not sets:
        return None
    entries = [_memory_entry(bank.type, bank.base, bank.size, bank.tag) for bank in topology.banks]
    for number, indexes in enumerate(sets):
        members = [topology.banks[i] for i in indexes]
        base = min(bank.base for bank in members)
        size = max(bank.base + bank.size for bank in members) - base
        entries.append(_memory_entry(TYPE_DDR4, base, size, f"MBG[{number}]"))
    links = [struct.pack("<iii", argument, unit, banks[0] if len(banks) == 1
                         else len(topology.banks) + sets.index(banks))
             for argument, unit, banks in topology.connections]
    return (struct.pack("<i4x", len(entries)) + b"".join(entries),
            struct.pack("<i", len(links)) + b"".join(links))


def ip_layout(units):
    entries = []
    for unit in units:
        properties = CONTROL_CODES[unit.kernel.protocol] << 8 | int(unit.kernel.interrupt)
        entries.append(struct.pack("<IIQ64s", IP_KERNEL, properties, unit.base,
                                   _text(f"{unit.kernel.name}:{unit.instance}", 64)))
    return struct.pack("<i4x", len(entries)) + b"".join(entries)


def container(sections, uuid, platform):
    """`sections` are (kind, name, bytes); `uuid` is 16 bytes. No time stamps: same input, same
    bytes."""
    offset = _align(HEADER_BYTES + SECTION_HEADER_BYTES * len(sections))
    headers, body = b"", b""
    for kind, name, data in sections:
        headers += struct.pack("<I16s4xQQ", kind, _text(name, 16), offset + len(body), len(data))
        body += data.ljust(_align(len(data)), b"\0")
    headers = headers.ljust(offset - HEADER_BYTES, b"\0")
    length = offset + len(body)
    start = struct.pack("<8si28s256sQ", b"xclbin2\0", -1, b"\xff" * 28, b"\0" * 256,
                        int.from_bytes(uuid[:8], "little"))
    header = struct.pack("<QQQHBBHH16s64s16s16sI4x", length, 0, 0, 0, 2, 0, MODE_HW_EMULATION, 0,
                         b"\0" * 16, _text(platform, 64), uuid, b"\0" * 16, len(sections))
    assert len(start) + len(header) == HEADER_BYTES
    return start + header + headers + body

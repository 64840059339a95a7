# SPDX-License-Identifier: Apache-2.0
"""Memory banks, compute units and which argument reaches which bank."""

from dataclasses import dataclass, field
import re

from .errors import PackError
from .kernel_xml import GLOBAL
from .number_text import parse_number, shown

KIB = 1024
PAGE = 4096
UNIT_FIRST = 0x01800000
UNIT_SPACING = 0x10000
# Addresses as cards have them: far from 0, so that an address register without its high half shows.
DEVICE_FIRST = 0x4000000000
HOST_FIRST = 0x2000000000
ADDRESS_END = 1 << 63
SUFFIXES = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
TYPE_DDR4, TYPE_HBM, TYPE_HOST = 1, 6, 10
TAG_LIMIT = 15
# Bits of XRT's masks of banks and of compute units.
MOST_BANKS = 64
MOST_UNITS = 128


@dataclass
class Bank:
    tag: str
    base: int
    size: int

    @property
    def end(self):
        return self.base + self.size

    @property
    def is_host(self):
        return "HOST" in self.tag

    @property
    def type(self):
        return TYPE_HOST if self.is_host else TYPE_HBM if "HBM" in self.tag else TYPE_DDR4


@dataclass
class ComputeUnit:
    kernel: object
    instance: str
    base: int
    size: int


@dataclass
class Topology:
    banks: list
    units: list
    # (argument index, unit index, [bank indexes])
    connections: list = field(default_factory=list)
    # (unit index, name of a memory port) -> [bank indexes]: all that the port reaches
    reach: dict = field(default_factory=dict)
    streams: list = field(default_factory=list)  # of streams.Stream
    # (unit index, stream port index) -> name of the capture that is sent to it or holds what it sends
    captures: dict = field(default_factory=dict)


def parse_size(text, what):
    match = re.fullmatch(r"([0-9]{1,15})([KMG])", text)
    if not match:
        raise PackError(f"{what}: found size \"{text}\", expected e.g. 64K, 512M, 16G")
    return int(match[1]) * SUFFIXES[match[2]]


def parse_banks(specifications):
    """`TAG:SIZE` or `TAG:SIZE@ADDRESS` each, e.g. DDR[0]:16G; those without an address are placed one
    after the other."""
    banks = []
    next_device, next_host = DEVICE_FIRST, HOST_FIRST
    for text in specifications:
        bank = _parse_bank(text)
        if any(other.tag == bank.tag for other in banks):
            raise PackError(f"--bank {text}: the tag {bank.tag} is there twice")
        if bank.base is not None:
            pass
        elif bank.is_host:
            bank.base, next_host = next_host, next_host + bank.size
        else:
            bank.base, next_device = next_device, next_device + bank.size
        banks.append(bank)
    if len(banks) > MOST_BANKS:
        raise PackError(f"--bank: found {len(banks)}, expected at most {MOST_BANKS}")
    if not any(not bank.is_host for bank in banks):
        raise PackError("--bank: no memory bank of the device, only host memory")
    if next_host > DEVICE_FIRST:
        raise PackError(f"--bank: host banks exceed {(DEVICE_FIRST - HOST_FIRST) >> 30}G together")
    if next_device > ADDRESS_END:
        raise PackError(f"--bank: device banks exceed {(ADDRESS_END - DEVICE_FIRST) >> 30}G together")
    in_order = sorted(banks, key=lambda bank: bank.base)
    for before, bank in zip(in_order, in_order[1:]):
        if bank.base < before.end:
            raise PackError(f"--bank: {before.tag} and {bank.tag} overlap: they lie from "
                            f"{before.base:#x} to {before.end:#x} and from {bank.base:#x}")
    return banks


def _parse_bank(text):
    tag, separator, rest = text.partition(":")
    size_text, at, address_text = rest.partition("@")
    if (not separator or not re.fullmatch(r"\w+(\[[0-9]+\])?", tag, re.ASCII)
            or len(tag) > TAG_LIMIT):
        raise PackError(f"--bank {text}: expected TAG:SIZE with a tag of at most {TAG_LIMIT} "
                        "characters, e.g. DDR[0]:16G or HOST[0]:4G")
    if "MBG" in tag:
        raise PackError(f"--bank {text}: XRT takes a tag with MBG in it for a group of banks")
    size = parse_size(size_text, f"--bank {text}")
    if size == 0 or size % PAGE != 0:
        raise PackError(f"--bank {text}: the size is not a multiple of {PAGE} bytes above 0")
    base = None
    if at:
        base = parse_number(address_text)
        if base is None or base % PAGE != 0 or base + size > ADDRESS_END:
            raise PackError(f"--bank {text}: found address {shown(address_text)}, expected a "
                            f"multiple of {PAGE:#x} with room for {size_text}, e.g. @0x40000000")
    return Bank(tag, base, size)


def place_units(kernels):
    """`kernels` are (Kernel, count or names). Without names, instances are K_1, K_2, ... as Vitis
    has them."""
    units = []
    base = UNIT_FIRST
    for kernel, names in kernels:
        if isinstance(names, int):
            names = [f"{kernel.name}_{number}" for number in range(1, names + 1)]
        size = max(PAGE, kernel.control_port.range if kernel.control_port else PAGE)
        spacing = -(-size // UNIT_SPACING) * UNIT_SPACING
        for name in names:
            base = -(-base // spacing) * spacing
            units.append(ComputeUnit(kernel, name, base, size))
            base += spacing
    if len(units) > MOST_UNITS:
        raise PackError(f"--kernel: found {len(units)} compute units in all, expected at most "
                        f"{MOST_UNITS}")
    if base > 1 << 32:
        raise PackError(f"the registers of {len(units)} compute units do not fit below 4 GiB: is "
                        "the range of a slave port in kernel.xml right?")
    instances = [unit.instance for unit in units]
    for unit in units:
        if instances.count(unit.instance) > 1:
            raise PackError(f"the compute unit {unit.instance} is there twice")
        if len(f"{unit.kernel.name}:{unit.instance}") > 63:
            raise PackError(f"kernel {unit.kernel.name}: the name is too long for an xclbin")
    return units


# What platforms have, as far as connections ask for it.
PLATFORM_BANKS = {"DDR": "16G", "HBM": "256M", "PLRAM": "128K", "HOST": "16G"}


def banks_for(specifications):
    """Descriptions of the banks that --sp connections name, beside those that are always there; for
    those who give no banks of their own."""
    highest = {"DDR": 0, "HOST": 0}
    for text in specifications:
        for kind, first, last in re.findall(r":(DDR|HBM|PLRAM|HOST)\[([0-9]{1,2})(?::([0-9]{1,2}))?\]",
                                            text, re.ASCII):
            highest[kind] = max(highest.get(kind, 0), int(last or first))
    return [f"{kind}[{number}]:{size}" for kind, size in PLATFORM_BANKS.items()
            for number in range(highest.get(kind, -1) + 1)]


def _find_banks(banks, text, what):
    """TAG, or TAG[a:b] for several neighbours."""
    group = re.fullmatch(r"(\w+)\[([0-9]{1,4}):([0-9]{1,4})\]", text, re.ASCII)
    tags = ([f"{group[1]}[{i}]" for i in range(int(group[2]), int(group[3]) + 1)] if group
            else [text])
    indexes = []
    for tag in tags:
        found = [i for i, bank in enumerate(banks) if bank.tag == tag]
        if not found:
            raise PackError(f"{what}: no bank {tag}; there are "
                            f"{', '.join(bank.tag for bank in banks)}")
        indexes += found
    if not indexes:
        raise PackError(f"{what}: {text} names no bank")
    # XRT allocates from every bank between the first and the last.
    start = min(banks[i].base for i in indexes)
    end = max(banks[i].base + banks[i].size for i in indexes)
    for i, bank in enumerate(banks):
        if start <= bank.base < end and i not in indexes:
            raise PackError(f"{what}: the banks {text} are not neighbours: {bank.tag} lies between "
                            "them")
    return indexes


def connect(banks, units, specifications):
    """`specifications` are INSTANCE.ARGUMENT:BANK or INSTANCE.PORT:BANK; all other memory arguments
    and ports get the first device bank."""
    wanted = {}
    for text in specifications:
        match = re.fullmatch(r"(\w+)\.(\w+):(.+)", text, re.ASCII)
        if not match:
            raise PackError(f"--sp {text}: expected INSTANCE.ARGUMENT:BANK, e.g. vadd_1.a:DDR[0]")
        if (match[1], match[2]) in wanted:
            raise PackError(f"--sp {text}: the argument has a bank already, by --sp "
                            f"{wanted[match[1], match[2]][0]}")
        wanted[match[1], match[2]] = (text, _find_banks(banks, match[3], f"--sp {text}"))
    default = [next(i for i, bank in enumerate(banks) if not bank.is_host)]
    topology = Topology(banks, units)
    used = set()

    def banks_of(unit, names):
        for name in names:
            if (unit.instance, name) in wanted:
                used.add((unit.instance, name))
                return wanted[unit.instance, name][1]
        return None

    for unit_index, unit in enumerate(units):
        for port in unit.kernel.memory_ports:
            of_port = banks_of(unit, [port.name])
            reached = set(of_port or [])
            for argument in unit.kernel.arguments:
                if argument.qualifier != GLOBAL or argument.port.lower() != port.name.lower():
                    continue
                indexes = banks_of(unit, [argument.name]) or of_port or default
                reached.update(indexes)
                if argument.id != "":
                    topology.connections.append((int(argument.id), unit_index, indexes))
            topology.reach[unit_index, port.name] = sorted(reached or default)
    for key, (text, _) in wanted.items():
        if key not in used:
            raise PackError(f"--sp {text}: no such compute unit or memory argument; compute units "
                            f"are {', '.join(unit.instance for unit in units)}")
    topology.connections.sort(key=lambda connection: (connection[1], connection[0]))
    return topology


def check_reach(topology, ports):
    """That the address of each memory port reaches its banks; `ports` are those of the RTL by the
    kernel's name. Raises PackError."""
    for (unit_index, name), indexes in topology.reach.items():
        unit = topology.units[unit_index]
        widths = [port.width for port in ports[unit.kernel.name]
                  if port.name.lower() in (f"{name}_araddr".lower(), f"{name}_awaddr".lower())]
        for bank in (topology.banks[i] for i in indexes):
            if widths and bank.end > 1 << min(widths):
                raise PackError(
                    f"{unit.instance}: the port {name} has {min(widths)} address bits, which end at "
                    f"{1 << min(widths):#x}, and is connected to the bank {bank.tag}, which ends at "
                    f"{bank.end:#x}: connect it to a bank that it reaches, e.g. by "
                    f"--bank LOW[0]:1G@0x40000000 --sp {unit.instance}.{name}:LOW[0]")

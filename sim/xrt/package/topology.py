# SPDX-License-Identifier: Apache-2.0
"""Memory banks, compute units and which argument reaches which bank."""

from dataclasses import dataclass, field
import re

from .errors import PackError
from .kernel_xml import GLOBAL

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


def parse_size(text, what):
    match = re.fullmatch(r"([0-9]{1,15})([KMG])", text)
    if not match:
        raise PackError(f"{what}: found size \"{text}\", expected e.g. 64K, 512M, 16G")
    return int(match[1]) * SUFFIXES[match[2]]


def parse_banks(specifications):
    """`TAG:SIZE` each, e.g. DDR[0]:16G; placed one after the other."""
    banks = []
    next_device, next_host = DEVICE_FIRST, HOST_FIRST
    for text in specifications:
        tag, separator, size_text = text.partition(":")
        if (not separator or not re.fullmatch(r"\w+(\[[0-9]+\])?", tag, re.ASCII)
                or len(tag) > TAG_LIMIT):
            raise PackError(f"--bank {text}: expected TAG:SIZE with a tag of at most {TAG_LIMIT} "
                            "characters, e.g. DDR[0]:16G or HOST[0]:4G")
        if "MBG" in tag:
            raise PackError(f"--bank {text}: XRT takes a tag with MBG in it for a group of banks")
        size = parse_size(size_text, f"--bank {text}")
        if any(bank.tag == tag for bank in banks):
            raise PackError(f"--bank {text}: the tag {tag} is there twice")
        bank = Bank(tag, 0, size)
        if bank.is_host:
            bank.base, next_host = next_host, next_host + size
        else:
            bank.base, next_device = next_device, next_device + size
        if bank.size == 0 or bank.size % PAGE != 0:
            raise PackError(f"--bank {text}: the size is not a multiple of {PAGE} bytes above 0")
        banks.append(bank)
    if len(banks) > MOST_BANKS:
        raise PackError(f"--bank: found {len(banks)}, expected at most {MOST_BANKS}")
    if not any(not bank.is_host for bank in banks):
        raise PackError("--bank: no memory bank of the device, only host memory")
    if next_host > DEVICE_FIRST:
        raise PackError(f"--bank: host banks exceed {(DEVICE_FIRST - HOST_FIRST) >> 30}G together")
    if next_device > ADDRESS_END:
        raise PackError(f"--bank: device banks exceed {(ADDRESS_END - DEVICE_FIRST) >> 30}G together")
    return banks


def place_units(kernels):
    """`kernels` are (Kernel, count). Instances are named K_1, K_2, ... as Vitis does."""
    units = []
    base = UNIT_FIRST
    for kernel, count in kernels:
        size = max(PAGE, kernel.control_port.range if kernel.control_port else PAGE)
        spacing = -(-size // UNIT_SPACING) * UNIT_SPACING
        for number in range(1, count + 1):
            base = -(-base // spacing) * spacing
            units.append(ComputeUnit(kernel, f"{kernel.name}_{number}", base, size))
            base += spacing
    if len(units) > MOST_UNITS:
        raise PackError(f"--kernel: found {len(units)} compute units in all, expected at most "
                        f"{MOST_UNITS}")
    if base > 1 << 32:
        raise PackError(f"the registers of {len(units)} compute units do not fit below 4 GiB: is "
                        "the range of a slave port in kernel.xml right?")
    for unit in units:
        if len(f"{unit.kernel.name}:{unit.instance}") > 63:
            raise PackError(f"kernel {unit.kernel.name}: the name is too long for an xclbin")
    return units


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
    """`specifications` are INSTANCE.ARGUMENT:BANK; all other memory arguments get the first device
    bank."""
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
    connections = []
    for unit_index, unit in enumerate(units):
        for argument in unit.kernel.arguments:
            if argument.qualifier != GLOBAL or argument.id == "":
                continue
            _, indexes = wanted.pop((unit.instance, argument.name), (None, default))
            connections.append((int(argument.id), unit_index, indexes))
    if wanted:
        text, _ = next(iter(wanted.values()))
        raise PackError(f"--sp {text}: no such compute unit or memory argument; compute units are "
                        f"{', '.join(unit.instance for unit in units)}")
    return Topology(banks, units, connections)

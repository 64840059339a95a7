# SPDX-License-Identifier: Apache-2.0
"""Reads a kernel description in the kernel.xml format of Vitis."""

from dataclasses import dataclass, field
from pathlib import Path
import re

from .errors import PackError
from .number_text import parse_number, shown
from .xml_file import read_xml

SCALAR, GLOBAL, STREAM = 0, 1, 4
QUALIFIERS = {SCALAR: "scalar", GLOBAL: "memory", STREAM: "stream"}
PROTOCOLS = ("ap_ctrl_hs", "ap_ctrl_chain", "ap_ctrl_none", "user_managed")
# Those whose registers begin with control, status and interrupts.
STARTED = ("ap_ctrl_hs", "ap_ctrl_chain")

FIRST_ARGUMENT = 0x10
POINTER_BYTES = 8
LAST_ADDRESS = (1 << 64) - 1
LARGEST_RANGE = 1 << 32
LARGEST_ARGUMENT = 1024
MOST_PORTS = 64
LONGEST_NAME = 63
LONGEST_TYPE = 1000
WIDEST_STREAM = 8192
STREAM_MODES = ("read_only", "write_only")

# XRT sends a run as one command of this many bytes: a word, masks of compute units, all registers.
COMMAND_BYTES = 4096
COMMAND_OVERHEAD = 4 * (1 + 4)

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


@dataclass
class Port:
    name: str
    is_master: bool
    data_width: int
    range: int = 0
    # AXI4-Stream; which way it goes is for the RTL to say, and is_master is False
    is_stream: bool = False
    mode: str = ""  # of a stream, as kernel.xml has it


@dataclass
class Argument:
    name: str
    id: str  # decimal; "" for one that the host does not see
    qualifier: int
    offset: int
    size: int
    port: str
    type: str
    host_size: int

    @property
    def end(self):
        return self.offset + self.size


@dataclass
class Kernel:
    name: str
    path: Path
    protocol: str
    interrupt: bool
    ports: list = field(default_factory=list)
    arguments: list = field(default_factory=list)

    @property
    def control_port(self):
        """The AXI4-Lite slave, or None."""
        return next((port for port in self.ports if not port.is_master and not port.is_stream),
                    None)

    @property
    def memory_ports(self):
        return [port for port in self.ports if port.is_master]

    @property
    def stream_ports(self):
        return [port for port in self.ports if port.is_stream]

    @property
    def in_registers(self):
        """The arguments that have registers: all but streams."""
        return [argument for argument in self.arguments if argument.qualifier != STREAM]


def is_identifier(text):
    return len(text) <= LONGEST_NAME and _IDENTIFIER.fullmatch(text) is not None


class _Item:
    """An element, with file and name for messages: "k.xml: argument a: size: found ..."."""

    def __init__(self, path, element, kind):
        self._element = element
        self._title = f"{path}: {kind}"
        self.name = self.text("name")
        if not is_identifier(self.name):
            raise PackError(f"{self._title} name: found {shown(self.name)}, expected an identifier "
                            f"of at most {LONGEST_NAME} characters")
        self._title = f"{path}: {kind} {self.name}"

    def error(self, message):
        return PackError(f"{self._title}: {message}")

    def wrong(self, attribute, expected):
        return self.error(f"{attribute}: found {shown(self.text(attribute))}, expected {expected}")

    def text(self, attribute, default=None):
        value = self._element.get(attribute, default)
        if value is None:
            raise self.error(f"attribute {attribute} is missing")
        return value

    def number(self, attribute, least, most, default=None):
        value = parse_number(self.text(attribute, default))
        if value is None or not least <= value <= most:
            raise self.wrong(attribute, f"a number from {least:#x} to {most:#x}")
        return value

    def one_of(self, attribute, values, default=None):
        value = self.text(attribute, default)
        if value not in values:
            raise self.wrong(attribute, f"one of {', '.join(values)}")
        return value


def _read_port(path, element):
    item = _Item(path, element, "port")
    mode = item.text("mode")
    kind = item.text("portType", "addressable")
    if kind == "stream" or mode in STREAM_MODES:
        item.one_of("portType", ("stream",), "stream")
        item.one_of("mode", (*STREAM_MODES, "master", "slave"))
        width = item.number("dataWidth", 8, WIDEST_STREAM)
        if width % 8 != 0:
            raise item.wrong("dataWidth", "whole bytes")
        return Port(item.name, False, width, is_stream=True, mode=mode)
    item.one_of("portType", ("addressable",), "addressable")
    item.one_of("mode", ("master", "slave"))
    item.number("base", 0, 0, "0")
    width = item.number("dataWidth", 1, 1024)
    if mode == "slave":
        if width != 32:
            raise item.error(f"dataWidth: found {width}, expected 32 for the AXI4-Lite slave")
        return Port(item.name, False, width, item.number("range", 4, LARGEST_RANGE))
    item.number("range", 0, LAST_ADDRESS, "0")
    if width not in (8, 16, 32, 64, 128, 256, 512, 1024):
        raise item.error(f"dataWidth: found {width}, expected 8, 16, ..., 1024")
    return Port(item.name, True, width)


def _read_type(item):
    type_name = item.text("type", "")
    if len(type_name) > LONGEST_TYPE or not type_name.isprintable():
        raise item.wrong("type", f"a printable text of at most {LONGEST_TYPE} characters")
    return type_name


def _read_argument(path, element):
    item = _Item(path, element, "argument")
    qualifier = parse_number(item.text("addressQualifier"))
    if qualifier not in QUALIFIERS:
        raise item.wrong("addressQualifier", "0 (scalar), 1 (memory) or 4 (stream)")
    number = item.text("id", "")
    if number and (number.startswith(("0x", "0X")) or parse_number(number) is None):
        raise item.wrong("id", "a decimal number")
    if qualifier == STREAM:
        return Argument(item.name, number, qualifier, 0, POINTER_BYTES, item.text("port", ""),
                        _read_type(item), POINTER_BYTES)
    size = item.number("size", 1, LARGEST_ARGUMENT)
    if qualifier == GLOBAL and size != POINTER_BYTES:
        raise item.wrong("size", f"{POINTER_BYTES:#x}, the bytes of a memory argument's address")
    offset = item.number("offset", 0, LARGEST_RANGE)
    if offset % 4 != 0:
        raise item.wrong("offset", "a multiple of 4")
    item.number("hostOffset", 0, LARGEST_RANGE, "0")
    host_size = item.number("hostSize", 1, LARGEST_ARGUMENT, f"{size}")
    if host_size > size or (qualifier == GLOBAL and host_size != size):
        raise item.wrong("hostSize", f"that of its registers, {size:#x}")
    type_name = _read_type(item)
    if type_name == "float*" and qualifier == SCALAR:
        raise item.error("type: found \"float*\" for a scalar, which XRT does not take")
    return Argument(item.name, number, qualifier, offset, size, item.text("port", ""), type_name,
                    host_size)


def _check_unique(kernel, names, what):
    seen = set()
    for name in names:
        if name.lower() in seen:
            raise PackError(f"{kernel.path}: {what} {name} is there twice")
        seen.add(name.lower())


def _check_ids(kernel):
    owners = {}
    for argument in kernel.arguments:
        if not argument.id:
            continue
        owner = owners.setdefault(int(argument.id), argument)
        if owner is not argument:
            raise PackError(f"{kernel.path}: argument {argument.name}: id: found {argument.id}, "
                            f"which argument {owner.name} has, expected each once")
    for number, argument in owners.items():
        if number >= len(owners):
            raise PackError(f"{kernel.path}: argument {argument.name}: id: found {number}, "
                            f"expected 0 to {len(owners) - 1}, each once")


def _check_places(kernel):
    """Registers of arguments lie inside the register port, behind those of control, each apart."""
    slave = kernel.control_port
    first = FIRST_ARGUMENT if kernel.protocol in STARTED else 0
    for argument in kernel.in_registers:
        title = f"{kernel.path}: argument {argument.name}"
        if slave is None:
            raise PackError(f"{title}: found without a slave port, whose registers would hold it")
        if argument.end > slave.range:
            raise PackError(f"{title}: offset + size is {argument.end:#x}, beyond the range of the "
                            f"slave port, {slave.range:#x}")
        if argument.offset < first:
            raise PackError(f"{title}: offset: found {argument.offset:#x}, expected at least "
                            f"{first:#x}: below are the control registers")
        if kernel.protocol in STARTED and argument.end > COMMAND_BYTES - COMMAND_OVERHEAD:
            raise PackError(f"{title}: offset + size is {argument.end:#x}, expected at most "
                            f"{COMMAND_BYTES - COMMAND_OVERHEAD:#x}: XRT cannot send more")
    in_order = sorted(kernel.in_registers, key=lambda argument: argument.offset)
    for before, argument in zip(in_order, in_order[1:]):
        if argument.offset < before.end:
            raise PackError(f"{kernel.path}: argument {argument.name}: offset: found "
                            f"{argument.offset:#x}, expected at least {before.end:#x}, the end of "
                            f"argument {before.name}")


def _check_ports(kernel):
    slaves = [port for port in kernel.ports if not port.is_master and not port.is_stream]
    if len(slaves) > 1:
        raise PackError(f"{kernel.path}: {len(slaves)} slave ports, expected at most one")
    if not slaves and kernel.protocol != "ap_ctrl_none":
        raise PackError(f"{kernel.path}: no slave port, expected one for {kernel.protocol}")
    if len(kernel.ports) > MOST_PORTS:
        raise PackError(f"{kernel.path}: {len(kernel.ports)} ports, expected at most {MOST_PORTS}")
    masters = {port.name.lower() for port in kernel.memory_ports}
    control = {port.name.lower() for port in slaves}
    streams = {port.name.lower() for port in kernel.stream_ports}
    for argument in kernel.arguments:
        names = {GLOBAL: masters, STREAM: streams}.get(argument.qualifier, control)
        if argument.port.lower() not in names and (argument.qualifier != SCALAR or argument.port):
            raise PackError(f"{kernel.path}: argument {argument.name}: port: found "
                            f"{shown(argument.port)}, expected one of {sorted(names)}")


def _find_kernel(path, root):
    kernels = [root] if root.tag == "kernel" else root.findall("kernel")
    if not kernels:
        raise PackError(f"{path}: no <kernel> element, expected Vitis' kernel.xml format")
    if len(kernels) > 1:
        raise PackError(f"{path}: {len(kernels)} <kernel> elements, expected one")
    return kernels[0]


def read_kernel_xml(path):
    """Returns a Kernel; raises PackError."""
    path = Path(path)
    element = _find_kernel(path, read_xml(path))
    # Its name becomes a file name and part of C++ names.
    item = _Item(path, element, "kernel")
    kernel = Kernel(item.name, path, item.one_of("hwControlProtocol", PROTOCOLS, "ap_ctrl_hs"),
                    item.one_of("interrupt", ("true", "false", "1", "0", "True", "False"),
                                "false").lower() in ("true", "1"))
    kernel.ports = [_read_port(path, port) for port in element.iter("port")]
    kernel.arguments = [_read_argument(path, argument) for argument in element.iter("arg")]
    _check_unique(kernel, [port.name for port in kernel.ports], "port")
    _check_unique(kernel, [argument.name for argument in kernel.arguments], "argument")
    _check_ports(kernel)
    _check_ids(kernel)
    _check_places(kernel)
    return kernel

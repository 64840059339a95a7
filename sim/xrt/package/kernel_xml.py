# SPDX-License-Identifier: Apache-2.0
"""Reads a kernel description in the kernel.xml format of Vitis."""

from dataclasses import dataclass, field
from pathlib import Path
import re
import xml.etree.ElementTree as ElementTree

from .errors import PackError

SCALAR, GLOBAL, STREAM = 0, 1, 4
QUALIFIERS = {SCALAR: "scalar", GLOBAL: "memory", STREAM: "stream"}
PROTOCOLS = ("ap_ctrl_hs", "ap_ctrl_chain", "ap_ctrl_none", "user_managed")


@dataclass
class Port:
    name: str
    is_master: bool
    data_width: int
    range: int = 0


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
        return next((port for port in self.ports if not port.is_master), None)

    @property
    def memory_ports(self):
        return [port for port in self.ports if port.is_master]


def _attribute(path, element, name, default=None):
    value = element.get(name, default)
    if value is None:
        raise PackError(f"{path}: <{element.tag} name=\"{element.get('name', '?')}\">: "
                        f"attribute {name} is missing")
    return value


def _number(path, element, name, default=None):
    text = _attribute(path, element, name, default)
    try:
        return int(text, 0)
    except ValueError:
        raise PackError(f"{path}: <{element.tag} name=\"{element.get('name', '?')}\">: {name}: "
                        f"found \"{text}\", expected a number") from None


def _read_port(path, element):
    mode = _attribute(path, element, "mode")
    kind = element.get("portType", "addressable")
    name = _attribute(path, element, "name")
    if kind == "stream" or mode in ("read_only", "write_only"):
        raise PackError(f"{path}: port {name} is a stream: kernels with AXI4-Stream ports are not "
                        "supported, only AXI4-Lite slaves and AXI4 masters")
    if mode not in ("master", "slave"):
        raise PackError(f"{path}: port {name}: mode: found \"{mode}\", expected master or slave")
    width = _number(path, element, "dataWidth")
    if mode == "slave":
        if width != 32:
            raise PackError(f"{path}: port {name}: dataWidth: found {width}, expected 32 for the "
                            "AXI4-Lite slave")
        return Port(name, False, width, _number(path, element, "range"))
    if width not in (8, 16, 32, 64, 128, 256, 512, 1024):
        raise PackError(f"{path}: port {name}: dataWidth: found {width}, expected 8, 16, ..., 1024")
    return Port(name, True, width)


def _read_argument(path, element):
    qualifier = _number(path, element, "addressQualifier")
    name = _attribute(path, element, "name")
    if qualifier not in (SCALAR, GLOBAL):
        raise PackError(f"{path}: argument {name}: addressQualifier: found {qualifier}, expected 0 "
                        "(scalar) or 1 (memory)")
    number = element.get("id", "")
    if number and not re.fullmatch("[0-9]+", number):
        raise PackError(f"{path}: argument {name}: id: found \"{number}\", expected a decimal number")
    size = _number(path, element, "size")
    return Argument(name, number, qualifier, _number(path, element, "offset"), size,
                    element.get("port", ""), element.get("type", ""),
                    _number(path, element, "hostSize", str(size)))


def _check(kernel):
    slaves = [port for port in kernel.ports if not port.is_master]
    if len(slaves) > 1:
        raise PackError(f"{kernel.path}: {len(slaves)} slave ports, expected at most one")
    if not slaves and kernel.protocol != "ap_ctrl_none":
        raise PackError(f"{kernel.path}: no slave port, expected one for {kernel.protocol}")
    names = {port.name.lower() for port in kernel.memory_ports}
    for argument in kernel.arguments:
        if argument.qualifier == GLOBAL and argument.port.lower() not in names:
            raise PackError(f"{kernel.path}: argument {argument.name}: port: found "
                            f"\"{argument.port}\", expected one of {sorted(names)}")
        if not slaves or argument.offset + argument.size > slaves[0].range:
            raise PackError(f"{kernel.path}: argument {argument.name}: offset + size is "
                            f"{argument.offset + argument.size:#x}, beyond the range of the slave "
                            "port")


def read_kernel_xml(path):
    """Returns a Kernel; raises PackError."""
    path = Path(path)
    try:
        root = ElementTree.parse(path).getroot()
    except OSError as error:
        raise PackError(f"{path}: {error.strerror}") from None
    except ElementTree.ParseError as error:
        raise PackError(f"{path}: not XML: {error}") from None
    element = root if root.tag == "kernel" else root.find("kernel")
    if element is None:
        raise PackError(f"{path}: no <kernel> element, expected Vitis' kernel.xml format")
    kernel = Kernel(_attribute(path, element, "name"), path,
                    element.get("hwControlProtocol", "ap_ctrl_hs"),
                    element.get("interrupt", "false").lower() in ("true", "1"))
    # It becomes a file name and part of C++ names.
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", kernel.name):
        raise PackError(f"{path}: kernel name: found \"{kernel.name}\", expected an identifier")
    if kernel.protocol not in PROTOCOLS:
        raise PackError(f"{path}: hwControlProtocol: found \"{kernel.protocol}\", expected one of "
                        f"{', '.join(PROTOCOLS)}")
    kernel.ports = [_read_port(path, port) for port in element.iter("port")]
    kernel.arguments = [_read_argument(path, argument) for argument in element.iter("arg")]
    _check(kernel)
    return kernel

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes a kernel's C++ register header and its kernel.xml from its SystemRDL description.

The register block and the Markdown page come from PeakRDL; this script makes what PeakRDL has no
exporter for. drivers/registers/kernel.rdl defines the properties that mark a register as a kernel
argument.
"""

import argparse
import pathlib
import sys
from xml.etree import ElementTree

from systemrdl import RDLCompiler, RDLCompileError
from systemrdl.node import AddrmapNode, Node, RegfileNode, RegNode

CONTROL_PORT = "S_AXI_CONTROL"
CONTROL_RANGE = 0x1000
FIRST_ARGUMENT_OFFSET = 0x10

# C type of an argument -> bytes
ARGUMENT_SIZES = {"int": 4, "uint": 4, "long": 8, "ulong": 8, "void*": 8}


class DescriptionError(Exception):
    """The description is valid SystemRDL, but no valid kernel."""


def camel_case(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def argument_type(node: Node) -> str | None:
    return node.get_property("argument_type", default=None)


def registers(kernel: AddrmapNode) -> list[Node]:
    """Every register by ascending offset; the two words of a wide argument count as one."""
    def walk(parent):
        for node in parent.children(unroll=True):
            if isinstance(node, RegfileNode) and argument_type(node) is None:
                yield from walk(node)
            elif isinstance(node, (RegNode, RegfileNode)):
                yield node
    return sorted(walk(kernel), key=lambda node: node.absolute_address)


def arguments(kernel: AddrmapNode) -> list[Node]:
    """The registers that are kernel arguments; argument id = index."""
    found = [node for node in registers(kernel) if argument_type(node) is not None]
    ports = {master.name for master in kernel.get_property("axi_masters")}
    for node in found:
        where = f"{kernel.inst_name}.{node.inst_name}"
        if argument_type(node) not in ARGUMENT_SIZES:
            raise DescriptionError(f"{where}: argument_type is \"{argument_type(node)}\", expected "
                                   f"one of {', '.join(ARGUMENT_SIZES)}")
        expected_size = ARGUMENT_SIZES[argument_type(node)]
        if node.size != expected_size:
            raise DescriptionError(f"{where}: {node.size} bytes, expected {expected_size} for "
                                   f"{argument_type(node)}")
        if node.absolute_address < FIRST_ARGUMENT_OFFSET:
            raise DescriptionError(f"{where}: offset {node.absolute_address:#x} is in the ap_ctrl "
                                   f"block, expected {FIRST_ARGUMENT_OFFSET:#x} or more")
        port = node.get_property("argument_port", default=None)
        if (port is not None) != (argument_type(node) == "void*"):
            raise DescriptionError(f"{where}: a pointer, and only a pointer, has an argument_port")
        if port is not None and port not in ports:
            raise DescriptionError(f"{where}: argument_port is \"{port}\", expected one of "
                                   f"axi_masters: {', '.join(sorted(ports))}")
    return found


def kernel_xml(kernel: AddrmapNode) -> str:
    """The kernel description that Vitis' package_xo takes."""
    name = kernel.inst_name
    root = ElementTree.Element("root", versionMajor="1", versionMinor="6")
    top = ElementTree.SubElement(
        root, "kernel", name=name, language="ip_c", vlnv=f"lightloop:kernel:{name}:1.0",
        attributes="", preferredWorkGroupSizeMultiple="0", workGroupSize="1", interrupt="true",
        hwControlProtocol="ap_ctrl_hs")
    ports = ElementTree.SubElement(top, "ports")
    for master in kernel.get_property("axi_masters"):
        ElementTree.SubElement(ports, "port", name=master.name, mode="master",
                               range="0xFFFFFFFFFFFFFFFF", dataWidth=str(master.data_width),
                               portType="addressable", base="0x0")
    ElementTree.SubElement(ports, "port", name=CONTROL_PORT, mode="slave",
                           range=hex(CONTROL_RANGE), dataWidth="32", portType="addressable",
                           base="0x0")
    args = ElementTree.SubElement(top, "args")
    for index, register in enumerate(arguments(kernel)):
        port = register.get_property("argument_port", default=None)
        size = hex(register.size)
        ElementTree.SubElement(
            args, "arg", name=register.inst_name, addressQualifier="0" if port is None else "1",
            id=str(index), port=port or CONTROL_PORT, size=size,
            offset=f"{register.absolute_address:#05x}", hostOffset="0x0", hostSize=size,
            type=register.get_property("argument_type"))
    ElementTree.indent(root)
    return ('<?xml version="1.0" encoding="UTF-8"?>\n'
            f"<!-- Made by scripts/register_export.py from {name}.rdl -->\n"
            + ElementTree.tostring(root, encoding="unicode") + "\n")


def comment(node) -> list[str]:
    """What the description says of a register or field, as one line of comment; or nothing."""
    text = node.get_property("desc", default=None) or node.get_property("name", default="")
    text = " ".join(text.split())
    return [f"/// {text}"] if text and text != node.inst_name else []


def field_constants(register: RegNode) -> list[str]:
    """Masks, shifts and the values that have names."""
    lines = []
    for field in register.fields():
        name = f"k{camel_case(register.inst_name)}{camel_case(field.inst_name)}"
        encoding = field.get_property("encode")
        if encoding is not None:
            name_of_value = f"k{camel_case(register.inst_name)}"
            lines += [f"inline constexpr std::uint32_t {name_of_value}{camel_case(member.name)} = "
                      f"{member.value};" for member in encoding]
        if field.is_sw_readable and not field.is_sw_writable and not field.is_hw_writable:
            lines.append(f"inline constexpr std::uint32_t {name} = "
                         f"{field.get_property('reset')};")
        if field.width < 32:
            mask = ((1 << field.width) - 1) << field.low
            lines += comment(field)
            lines += [f"inline constexpr std::uint32_t {name}Mask = {mask:#x};",
                      f"inline constexpr int {name}Shift = {field.low};"]
    return lines


def flag_table(register: RegNode) -> list[str]:
    """The flags of a register with what they mean, for messages."""
    lines = [f"inline constexpr RegisterFlag k{camel_case(register.inst_name)}Flags[] = {{"]
    for field in register.fields():
        text = " ".join(field.get_property("desc").split()).replace('"', '\\"')
        lines.append(f'    {{{1 << field.low:#x}, "{text}"}},')
    return lines + ["};"]


def cpp_header(kernel: AddrmapNode) -> str:
    """Offsets, argument indices and field masks as constants."""
    name = kernel.inst_name
    lines = [
        f"// Made by scripts/register_export.py from {name}.rdl",
        "#pragma once",
        "",
        "#include <cstdint>",
        "",
        '#include "drivers/registers/register_flag.hpp"',
        "",
        f"namespace lightloop::drivers::{name} {{",
        "",
        f'inline constexpr char kKernelName[] = "{name}";',
        "",
        "/// Indices of the arguments, as xrt::run::set_arg and xrt::kernel::group_id take them.",
        "enum Argument : int {",
    ]
    for index, register in enumerate(arguments(kernel)):
        lines.append(f"  k{camel_case(register.inst_name)}Argument = {index},")
    lines.append("};")
    for node in registers(kernel):
        lines += ["", *comment(node),
                  f"inline constexpr std::uint32_t k{camel_case(node.inst_name)}Offset = "
                  f"{node.absolute_address:#x};"]
        if isinstance(node, RegNode):
            lines += field_constants(node)
        if node.inst_name == "error":
            lines += flag_table(node)
    lines += ["", f"}}  // namespace lightloop::drivers::{name}", ""]
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rdl", type=pathlib.Path, help="SystemRDL file; its last addrmap is taken")
    parser.add_argument("--header", type=pathlib.Path, required=True, help="C++ header to write")
    parser.add_argument("--kernel-xml", type=pathlib.Path, required=True, help="kernel.xml to write")
    options = parser.parse_args()
    try:
        compiler = RDLCompiler()
        compiler.compile_file(str(options.rdl))
        kernel = compiler.elaborate().top
        header, xml = cpp_header(kernel), kernel_xml(kernel)
    except RDLCompileError:
        return 1  # the compiler has printed where and why
    except DescriptionError as error:
        print(f"{options.rdl}: {error}", file=sys.stderr)
        return 1
    options.header.write_text(header)
    options.kernel_xml.write_text(xml)
    return 0


if __name__ == "__main__":
    sys.exit(main())

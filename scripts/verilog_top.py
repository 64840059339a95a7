#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""verilog_top.py MODULE FILE.sv OUTPUT.v

Writes the Verilog module MODULE_top, which has the ports of the SystemVerilog module MODULE and holds an
instance of it: Vivado's IP packager wants a top module in Verilog. The ports are those of kernels: single
bits and vectors of logic whose bounds are numbers. Exit code 2 for others.
"""

import pathlib
import re
import sys

PORT = re.compile(r"(input|output)\s+(?:var\s+|wire\s+)?logic\s*(\[\d+:\d+\])?\s*(\w+)")


class PortError(Exception):
    pass


def port_list(module, text):
    """The text between the parentheses of the ports of `module`, without comments."""
    text = re.sub(r"//[^\n]*|/\*.*?\*/", " ", text, flags=re.DOTALL)
    head = re.search(rf"\bmodule\s+{re.escape(module)}\b", text)
    if not head:
        raise PortError(f"found no module {module}, expected one")
    at, lists = head.end(), []
    while not lists or lists[-1][0] == "#":
        begin = text.find("(", at)
        if begin < 0:
            raise PortError(f"module {module}: found no port list, expected one")
        depth, end = 1, begin + 1
        while depth and end < len(text):
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        lists.append((text[at:begin].strip()[-1:], text[begin + 1 : end - 1]))
        at = end
    return lists[-1][1]


def ports(module, text):
    """(direction, range or "", name) of each port."""
    found = []
    for item in port_list(module, text).split(","):
        match = PORT.fullmatch(item.strip())
        if not match:
            raise PortError(f"module {module}: found the port '{' '.join(item.split())}', expected "
                            "'input' or 'output' logic [number:number] name")
        found.append((match[1], match[2] or "", match[3]))
    return found


def verilog(module, found):
    declarations = ",\n".join(f"  {direction} wire {width + ' ' if width else ''}{name}"
                              for direction, width, name in found)
    connections = ",\n".join(f"    .{name}({name})" for _, _, name in found)
    return (f"// Made by scripts/verilog_top.py.\nmodule {module}_top (\n{declarations}\n);\n"
            f"  {module} kernel (\n{connections}\n  );\nendmodule\n")


def main():
    if len(sys.argv) > 1 and sys.argv[1] in ("-h", "--help"):
        print(__doc__)
        return 0
    if len(sys.argv) != 4:
        print(__doc__, file=sys.stderr)
        return 2
    module, source, output = sys.argv[1:]
    try:
        text = verilog(module, ports(module, pathlib.Path(source).read_text()))
        pathlib.Path(output).write_text(text)
    except (PortError, OSError, UnicodeDecodeError) as error:
        print(f"verilog_top: {source}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: Apache-2.0
"""public_ports.py ELABORATED.xml OUT.vlt

Writes a Verilator configuration file that makes the ports and parameters of the top module visible
to VPI, from what `verilator --xml-only` says about the design."""
import sys
import xml.etree.ElementTree as ElementTree


def main() -> None:
    source, target = sys.argv[1:]
    top = ElementTree.parse(source).find(".//module[@topModule='1']")
    if top is None:
        sys.exit(f"{source}: no top module")
    module = top.get("origName")
    lines = ["// Made by scripts/public_ports.py.", "`verilator_config"]
    for variable in top.findall("var"):
        if variable.get("dir") or variable.get("param"):
            lines.append(f'public_flat_rw -module "{module}" -var "{variable.get("origName")}"')
    with open(target, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

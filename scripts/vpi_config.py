# SPDX-License-Identifier: Apache-2.0
"""vpi_config.py DESIGN OUT.vlt [--ports] [--forceable NAME...] [--forceable-in FOLDER...]

Writes a Verilator configuration file from what scripts/verilated_design.py says
about the design.

--ports         makes the ports and parameters of the top module visible to VPI
--forceable     variables that Force() can hold: VARIABLE or MODULE.VARIABLE, with * and ?
--forceable-in  those whose names stand in the Python files of these folders, if any of the files
                speaks of Force or Freeze; with the folders in them
"""
import argparse
import fnmatch
import os
import re

import verilated_design

# Folders that hold the code of others, or no sources.
SKIPPED = {"site-packages", "__pycache__", "node_modules", "sim_build"}
MOST_FILES = 2000


def python_files(folder):
    count = 0
    for path, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if f not in SKIPPED and not f.startswith("."))
        for file in sorted(files):
            if file.endswith(".py") and count < MOST_FILES:
                count += 1
                yield os.path.join(path, file)


def words_of_forcing_tests(folders):
    """All words of the Python files, if one of them is Force or Freeze; else none."""
    words = set()
    for file in sorted({f for folder in folders for f in python_files(folder)}):
        with open(file, encoding="utf-8", errors="replace") as stream:
            words.update(re.findall(r"[A-Za-z_]\w*", stream.read()))
    return words if words & {"Force", "Freeze"} else set()


class Design:
    def __init__(self, file):
        netlist = verilated_design.netlist(file)
        self.modules = [e for e in netlist if e.tag in ("module", "iface")]
        self.top = next(m for m in self.modules if m.get("topModule"))
        self.types = {e.get("id"): e for table in netlist.iter("typetable") for e in table}

    def is_packed(self, variable):
        """Verilator forces packed variables only."""
        element = self.types.get(variable.get("dtype_id"))
        while element is not None and element.tag in ("refdtype", "enumdtype", "constdtype"):
            element = self.types.get(element.get("sub_dtype_id"))
        return element is not None and (
            element.tag in ("packarraydtype", "structdtype", "uniondtype") or
            element.tag == "basicdtype" and element.get("name") in (
                "logic", "bit", "integer", "int", "time", "byte", "shortint", "longint", "reg"))

    def public_ports(self):
        module = self.top.get("origName")
        for variable in self.top.findall("var"):
            if variable.get("dir") or variable.get("param"):
                yield f'public_flat_rw -module "{module}" -var "{variable.get("origName")}"'

    def forceable(self, wanted):
        """`wanted` says it of a module's and a variable's name."""
        found, kept = {}, {}
        for module in self.modules:
            for variable in module.iter("var"):
                # Inputs of the top module are held from outside.
                pin = module is self.top and variable.get("dir") == "input"
                constant = variable.get("param") or variable.get("localparam")
                if not pin and not constant and self.is_packed(variable) and wanted(
                        module.get("origName"), variable.get("name")):
                    found[module.get("origName"), variable.get("origName")] = None
                    # In a module that is inlined, an input is the variable that is connected to it.
                    if variable.get("dir") == "input":
                        kept[module.get("origName")] = None
        for module in kept:
            yield f'no_inline -module "{module}"'
        for module, variable in found:
            yield f'public_flat_rw -module "{module}" -var "{variable}"'
            yield f'forceable -module "{module}" -var "{variable}"'


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("design")
    parser.add_argument("output")
    parser.add_argument("--ports", action="store_true")
    parser.add_argument("--forceable", nargs="+", default=[], metavar="NAME")
    parser.add_argument("--forceable-in", nargs="+", default=[], metavar="FOLDER")
    options = parser.parse_args()
    design = Design(options.design)
    words = words_of_forcing_tests(options.forceable_in)

    def wanted(module, variable):
        return variable in words or any(
            fnmatch.fnmatchcase(variable, name) or fnmatch.fnmatchcase(f"{module}.{variable}", name)
            for name in options.forceable)

    lines = list(design.public_ports()) if options.ports else []
    forceable = list(design.forceable(wanted))
    if forceable:
        # Of a port, Verilator forces what the module itself sees; the host does the rest.
        lines.append('lint_off -rule UNSUPPORTED -file "*" '
                     '-match "Unsupported: Force/Release on primary input/output net*"')
    with open(options.output, "w", encoding="utf-8") as file:
        file.write("\n".join(["// Made by scripts/vpi_config.py.", "`verilator_config"] + lines +
                             forceable) + "\n")


if __name__ == "__main__":
    main()

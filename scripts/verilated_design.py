# SPDX-License-Identifier: Apache-2.0
"""verilated_design.py VERILATOR OUT ARGUMENTS...

Writes to OUT what Verilator says about a design; ARGUMENTS are its sources and flags. That is XML
where Verilator has --xml-only (up to 5.03x) and JSON where it has --json-only in its place; netlist()
reads both, as elements with the names and attributes of the XML.
"""
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

# Types of JSON nodes that have another name in XML; the others have the same in lower case.
TAGS = {"ASSIGNW": "contassign", "CELL": "instance", "GENBLOCK": "begin", "PIN": "port"}
DIRECTIONS = {"INPUT": "input", "OUTPUT": "output", "INOUT": "inout"}
KEPT = {"name": "name", "origName": "origName", "addr": "id", "dtypep": "dtype_id",
        "refDTypep": "sub_dtype_id"}


class JsonNetlist:
    """Turns the nodes of a JSON design into elements."""

    def __init__(self, root):
        self.modules = {}
        self.pins = {}  # variable -> its direction as a port
        for module in root["modulesp"]:
            self.modules[module["addr"]] = module
            for node in module.get("stmtsp", []):
                if node["type"] == "VAR":
                    self.pins[node["addr"]] = DIRECTIONS.get(node.get("direction"), "")
        levels = [m["level"] for m in root["modulesp"] if m["type"] == "MODULE"]
        self.top_level = min(levels, default=0)
        self.root = root

    def attributes(self, node):
        found = {new: str(node[old]) for old, new in KEPT.items() if old in node}
        kind = node["type"]
        if kind == "VAR":
            if node.get("direction") in DIRECTIONS:
                found["dir"] = DIRECTIONS[node["direction"]]
            if node.get("varType") == "GPARAM":
                found["param"] = "true"
            elif node.get("varType") in ("LPARAM", "SUPPLY0", "SUPPLY1"):
                found["localparam"] = "true"
        elif kind == "CELL":
            found["defName"] = self.modules[node["modp"]]["name"]
        elif kind == "PIN":
            found["direction"] = self.pins.get(node.get("modVarp"), "").removesuffix("put")
        elif kind == "BASICDTYPE" and "range" in node:
            found["left"], found["right"] = node["range"].split(":")
        elif kind == "MODULE" and node["level"] == self.top_level:
            found["topModule"] = "1"
        return found

    def element(self, node):
        kind = node["type"]
        result = ElementTree.Element(TAGS.get(kind, kind.lower()), self.attributes(node))
        for value in node.values():
            if isinstance(value, list):
                result.extend(self.element(child) for child in value if isinstance(child, dict))
        return result

    def element_of_all(self):
        result = ElementTree.Element("netlist")
        result.extend(self.element(module) for module in self.root["modulesp"])
        result.extend(self.element(node) for node in self.root["miscsp"]
                      if node["type"] == "TYPETABLE")
        return result


def netlist(file):
    """The modules, interfaces, packages and types of a design that was written by write()."""
    with open(file, encoding="utf-8") as stream:
        text = stream.read()
    if text.startswith("{"):
        return JsonNetlist(json.loads(text)).element_of_all()
    return ElementTree.fromstring(text).find("netlist")


def write(verilator, output, arguments):
    """Verilator's exit code."""
    quiet = ["-Wno-fatal", "-Wno-lint", "-Wno-style"]
    done = subprocess.run([verilator, *arguments, "--xml-only", "--xml-output", output, *quiet],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0 and "Invalid option: --xml-only" in done.stderr:
        meta = output + ".meta"
        done = subprocess.run([verilator, *arguments, "--json-only", "--json-only-output", output,
                               "--json-only-meta-output", meta, *quiet],
                              capture_output=True, text=True, check=False)
        if os.path.exists(meta):
            os.remove(meta)
    sys.stdout.write(done.stdout)
    sys.stderr.write(done.stderr)
    return done.returncode


if __name__ == "__main__":
    sys.exit(write(sys.argv[1], sys.argv[2], sys.argv[3:]))

# SPDX-License-Identifier: Apache-2.0
"""vpi_description.py DESIGN MODEL_FOLDER PREFIX OUT.cpp

Writes, as C++ (sim/vpi/design_description.hpp), what a VPI host has to know of its model beyond
Verilator's table of public variables: the hierarchy and the types, from what scripts/verilated_design.py says
about the design, and the places of what the table leaves out, from the generated model: arrays
of several dimensions, members of unpacked structs, force controls.
"""
import os
import re
import sys

import verilated_design

ALIASES = {"refdtype", "enumdtype", "constdtype"}
ARRAYS = {"packarraydtype": "kPackedArray", "unpackarraydtype": "kArray"}
BITS = {"logic", "bit", "integer", "int", "time", "byte", "shortint", "longint", "reg"}
SCOPES = {"module": "kModule", "iface": "kInterface", "package": "kPackage"}


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def number(text):
    """Value of a Verilog constant such as 32'shfffffffc."""
    match = re.fullmatch(r"(\d+)'(s?)([bodh])([0-9a-fA-F]+)", text)
    if match is None:
        return int(text)
    width, signed, base, digits = match.groups()
    value = int(digits, {"b": 2, "o": 8, "d": 10, "h": 16}[base])
    if signed and value >> (int(width) - 1):
        value -= 1 << int(width)
    return value


def bounds_of(dimension):
    """The two ends of a range, which some Verilators give without a sign."""
    values = [number(bound.get("name")) for bound in dimension]
    return [value - (1 << 32) if value >> 31 == 1 else value for value in values]


STRING = r'"((?:[^"\\]|\\.)*)"'  # of C, as it is written
SCOPE = re.compile(r"__Vscopep?_(\w+)(?:\.configure\(this, name\(\), | = new VerilatedScope\{this, )" +
                   STRING)
VARIABLE = re.compile(r"\s*(//UNSUP )?__Vscopep?_(\w+?)(?:\.|->)\w*[vV]arInsert\((?:__Vfinal,)?" + STRING +
                      r",.*?\b(TOP\w*\.\w+)")


def unescaped(text):
    """What a string of C stands for."""
    return re.sub(r"\\(.)", r"\1", text)


def plain(name):
    """An identifier without what escapes it: newer Verilators keep that."""
    return name[1:].removesuffix(" ") if name.startswith("\\") else name


def decoded(name):
    """An identifier of a scope from the form that it has in Verilator's symbol table."""
    if name.startswith("\\"):
        return plain(name)
    name = name.replace("__BRA__", "[").replace("__KET__", "]")
    return re.sub(r"__0([0-9a-fA-F]{2})", lambda m: chr(int(m[1], 16)), name)


def parts_of(title):
    """The identifiers in the title of a scope, such as top.g__BRA__0__KET__."""
    return [decoded(part) for part in re.findall(r"\\\S+ ?|[^.]+", title)]


class Variable:
    """A public variable of one instance, from the generated symbol table."""

    def __init__(self, scope, name, expression, left_out):
        self.scope, self.name, self.expression, self.left_out = scope, name, expression, left_out


class Model:
    """What the generated C++ of a model says."""

    def __init__(self, folder, prefix):
        self.folder, self.prefix = folder, prefix
        self.instances = {}  # C++ name of an instance -> its class
        self.classes = {}  # class or struct -> {member: its type}
        self.variables = []
        for line in self.read(prefix + "__Syms.h"):
            match = re.match(r"\s+(\w+)\s+(TOP\w*);", line)
            if match:
                self.instances[match[2]] = match[1]
        for file in sorted(os.listdir(folder)):
            if file.startswith(prefix) and file.endswith(".h"):
                self.read_classes(self.read(file))
        lines = []
        for file in sorted(os.listdir(folder)):
            if re.fullmatch(re.escape(prefix) + r"__Syms\w*\.cpp", file):
                lines += self.read(file)
        self.read_table(lines)

    def read(self, file):
        with open(os.path.join(self.folder, file), encoding="utf-8") as stream:
            return stream.readlines()

    def read_classes(self, lines):
        members = None
        for line in lines:
            match = re.match(r"(?:class|struct) (?:alignas\(\w+\) )?(\w+)\b.*\{", line)
            if match:
                members = self.classes.setdefault(match[1], {})
                continue
            match = re.match(r"\s+(.*\S)\s+(\w+);", line)
            if match and members is not None:
                members[match[2]] = re.sub(r"/\*.*?\*/", "", match[1])

    def read_table(self, lines):
        titles = {}
        for line in lines:
            match = SCOPE.search(line)
            if match:
                titles[match[1]] = unescaped(match[2])
        for line in lines:
            match = VARIABLE.match(line)
            if match:
                name = plain(unescaped(match[3]))
                self.variables.append(
                    Variable(titles.get(match[2], ""), name, match[4], bool(match[1])))

    def member_type(self, expression):
        instance, member = expression.split(".")
        return self.classes.get(self.instances.get(instance), {}).get(member, "")

    def struct(self, type_text):
        """{member: type} of an unpacked struct, None for other types."""
        match = re.search(r"\b\w+__struct\d+\b", type_text)
        return self.classes.get(match[0]) if match else None


class Scope:
    """A module, interface or package definition, elaborated, or a block in one."""

    def __init__(self, name, kind):
        self.name, self.kind = name, kind
        self.variables = {}  # name -> type
        self.children = {}  # name -> index of a scope
        self.interfaces = {}  # name of a child -> {its port: the interface's name here}


class Sources:
    """What the design's sources say, elaborated: scopes with their variables, and types."""

    def __init__(self, netlist):
        self.types = {e.get("id"): e for table in netlist.iter("typetable") for e in table}
        self.scopes = []
        self.definitions = {}
        self.top = -1
        elements = [e for e in netlist if e.tag in SCOPES]
        for element in elements:
            if element.get("topModule"):
                self.top = len(self.scopes)
            self.definitions[element.get("name")] = len(self.scopes)
            self.scopes.append(Scope(element.get("origName"), SCOPES[element.tag]))
        for element in elements:
            self.walk(element, self.scopes[self.definitions[element.get("name")]], "kGenerate")

    def walk(self, element, scope, block_kind):
        """Blocks are generate blocks, but for those in processes and functions."""
        names = {child.get("name") for child in element if child.tag == "begin"}
        loops = {name.rpartition("[")[0] for name in names if name and name.endswith("]")}
        for child in element:
            tag, name = child.tag, child.get("name", "")
            if tag == "var":
                scope.variables[name] = child.get("dtype_id")
            elif tag == "instance":
                self.add_instance(child, scope)
            elif tag == "begin" and name in loops:
                pass  # the loop itself has the index only
            elif tag in ("begin", "func", "task") and name:
                kind = block_kind if tag == "begin" else "kBlock"
                scope.children[name] = len(self.scopes)
                self.scopes.append(Scope(name, kind))
                self.walk(child, self.scopes[-1], kind)
            else:
                self.walk(child, scope, block_kind if tag == "begin" else "kBlock")

    def add_instance(self, element, scope):
        definition = self.definitions.get(element.get("defName"))
        if definition is None:
            return
        names = [element.get("name")]
        bounds = bounds_of(element.findall("range/const"))
        if len(bounds) == 2:
            names = [f"{names[0]}[{i}]" for i in range(min(bounds), max(bounds) + 1)]
        for name in names:
            scope.children[name] = definition
            scope.interfaces[name] = self.interfaces(element)

    def interfaces(self, instance):
        found = {}
        for pin in instance.findall("port"):
            reference = pin.find("varref")
            index = ""
            select = pin.find("arraysel")
            if select is not None and select.find("const") is not None:
                reference = select.find("varref")
                index = f"[{number(select.find('const').get('name'))}]"
            if reference is None:
                continue
            type_ = self.type(reference.get("dtype_id"))
            while type_ is not None and type_.tag == "unpackarraydtype":
                type_ = self.type(type_.get("sub_dtype_id"))
            if type_ is not None and type_.tag == "ifacerefdtype":
                found[pin.get("name")] = reference.get("name").removesuffix("__Viftop") + index
        return found

    def type(self, identity):
        element = self.types.get(identity)
        while element is not None and element.tag in ALIASES:
            element = self.types.get(element.get("sub_dtype_id"))
        return element

    def scope(self, title):
        """The scope with a title of the symbol table, such as top.g__BRA__0__KET__, or None."""
        parts = parts_of(title)
        found = self.top if parts == ["TOP"] else self.definitions.get(parts[0])
        for part in parts[1:]:
            found = None if found is None else self.scopes[found].children.get(part)
        return None if found is None else self.scopes[found]

    def type_of(self, variable):
        scope = self.scope(variable.scope)
        return None if scope is None else self.type(scope.variables.get(variable.name))


class Drivers:
    """Which inout ports the sources themselves drive."""

    def __init__(self, netlist):
        self.definitions = {e.get("name"): e for e in netlist if e.tag in SCOPES}
        self.known = {}

    def drives(self, module, port):
        key = (module.get("name"), port)
        if key not in self.known:
            self.known[key] = False
            self.known[key] = self.find(module, port)
        return self.known[key]

    def find(self, module, port):
        for element in module.iter():
            if element.tag.startswith(("contassign", "assign")) and len(element) > 1:
                if self.names(element[-1], port):  # the left side
                    return True
            elif element.tag == "instance":
                child = self.definitions.get(element.get("defName"))
                for pin in element.findall("port"):
                    if pin.get("direction") == "in" or not self.names(pin, port):
                        continue
                    if child is None or pin.get("direction") == "out" or self.drives(
                            child, pin.get("name")):
                        return True
        return False

    @staticmethod
    def names(element, port):
        return any(e.tag == "varref" and e.get("name") == port for e in element.iter())

    def driven_inouts(self):
        top = next((m for m in self.definitions.values() if m.get("topModule")), None)
        return [] if top is None else [
            v.get("name") for v in top.findall("var")
            if v.get("dir") == "inout" and self.drives(top, v.get("name"))]


class Table:
    """One array of the description."""

    def __init__(self, row, name):
        self.row, self.name, self.rows = row, name, []

    def add(self, *fields):
        self.rows.append("{" + ", ".join(str(f) for f in fields) + "}")
        return len(self.rows) - 1

    def text(self):
        rows = ",\n    ".join(self.rows)
        return f"constexpr {self.row} {self.name}[] = {{\n    {rows}}};\n" if self.rows else ""

    def span(self):
        return self.name if self.rows else "{}"


class Description:
    def __init__(self, sources, model, driven_inouts):
        self.sources, self.model = sources, model
        self.driven_inouts = driven_inouts
        self.types = Table("TypeRow", "kTypes")
        self.members = Table("MemberRow", "kMembers")
        self.variables = Table("VariableRow", "kVariables")
        self.children = Table("ChildRow", "kChildren")
        self.interfaces = Table("InterfaceRow", "kInterfaces")
        self.scopes = Table("ScopeRow", "kScopes")
        self.places, self.forces = [], []
        self.rows = {}  # type -> its row
        self.unpacked = set()  # structs that are not one vector in the model
        for variable in model.variables:
            self.find_unpacked(sources.type_of(variable), model.member_type(variable.expression))
        for scope in sources.scopes:
            first_variable, first_child = len(self.variables.rows), len(self.children.rows)
            for variable, identity in scope.variables.items():
                self.variables.add(quoted(variable), self.type_row(identity))
            for child, index in scope.children.items():
                interfaces = scope.interfaces.get(child, {})
                self.children.add(quoted(child), index, len(self.interfaces.rows), len(interfaces))
                for port, name in interfaces.items():
                    self.interfaces.add(quoted(port), quoted(name))
            self.scopes.add(quoted(scope.name), f"ScopeKind::{scope.kind}", first_variable,
                            len(scope.variables), first_child, len(scope.children))
        for variable in model.variables:
            self.add_places(variable)

    def find_unpacked(self, element, type_text):
        struct = self.model.struct(type_text)
        while element is not None and element.tag in ARRAYS:
            element = self.sources.type(element.get("sub_dtype_id"))
        if struct is None or element is None or element.tag != "structdtype":
            return
        self.unpacked.add(element.get("id"))
        for member in element:
            self.find_unpacked(self.sources.type(member.get("sub_dtype_id")),
                               struct.get(member.get("name"), ""))

    def type_row(self, identity):
        element = self.sources.type(identity)
        key = None if element is None else element.get("id")
        if key not in self.rows:
            self.rows[key] = self.new_type_row(element)
        return self.rows[key]

    def new_type_row(self, element):
        if element is None:
            return self.types.add(quoted("unknown"), "TypeKind::kOther", 0, 0, -1, 0, 0)
        tag, name = element.tag, element.get("name", "")
        if tag in ARRAYS:
            bounds = bounds_of(element.find("range"))
            return self.types.add('""', f"TypeKind::{ARRAYS[tag]}", *bounds,
                                  self.type_row(element.get("sub_dtype_id")), 0, 0)
        if tag in ("structdtype", "uniondtype"):
            members = [(m.get("name"), self.type_row(m.get("sub_dtype_id"))) for m in element]
            first = len(self.members.rows)
            for member, row in members:
                self.members.add(quoted(member), row)
            kind = ("kPackedUnion" if tag == "uniondtype" else
                    "kStruct" if element.get("id") in self.unpacked else "kPackedStruct")
            return self.types.add(quoted(name), f"TypeKind::{kind}", 0, 0, -1, first, len(members))
        left, right, kind = 0, 0, "kOther"
        if tag != "basicdtype":
            name = tag.removesuffix("dtype")
        elif name in ("real", "string"):
            kind = "kReal" if name == "real" else "kString"
        elif name in BITS:
            kind = "kBit" if element.get("left") is None else "kVector"
            left, right = element.get("left", 0), element.get("right", 0)
        return self.types.add(quoted(name), f"TypeKind::{kind}", left, right, -1, 0, 0)

    def add_places(self, variable):
        names = f"{quoted(variable.scope)}, {quoted(variable.name)}"
        instance, member = variable.expression.split(".")
        if variable.left_out:
            self.places.append(f'{{{names}, "", &syms.{variable.expression}}}')
        if member + "__VforceEn" in self.model.classes.get(self.model.instances.get(instance), {}):
            control = f"&syms.{variable.expression}__Vforce"
            self.forces.append(f"{{{names}, {control}En, {control}Val}}")
        self.add_members(variable, self.sources.type_of(variable), "",
                         self.model.member_type(variable.expression))

    def add_members(self, variable, element, path, type_text):
        if element is None or element.get("id") not in self.unpacked:
            return
        struct = self.model.struct(type_text) or {}
        for member in element:
            name = member.get("name")
            if name not in struct:
                continue
            inner = f"{path}.{name}"
            self.places.append(f"{{{quoted(variable.scope)}, {quoted(variable.name)}, "
                               f"{quoted(inner[1:])}, &syms.{variable.expression}{inner}}}")
            self.add_members(variable, self.sources.type(member.get("sub_dtype_id")), inner,
                             struct[name])

    def text(self):
        tables = [self.types, self.members, self.variables, self.interfaces, self.children,
                  self.scopes]
        places = ",\n                 ".join(self.places)
        forces = ",\n                 ".join(self.forces)
        prefix = self.model.prefix
        root = self.model.instances["TOP"]
        driven = ", ".join(quoted(name) for name in self.driven_inouts)
        return (
            "// Made by scripts/vpi_description.py.\n"
            f'#include "{prefix}__Syms.h"\n#include "sim/vpi/design_description.hpp"\n\n'
            f"void {root}___eval_settle({root}*);\n\n"
            "namespace lightloop::vpi {\nnamespace {\n"
            + "".join(t.text() for t in tables) +
            f"}}  // namespace\n\nDesignDescription describe_design({prefix}& model) {{\n"
            f"  [[maybe_unused]] {prefix}__Syms& syms = *model.rootp->vlSymsp;\n"
            "  DesignDescription design;\n"
            + "".join(f"  design.{t.name[1:].lower()} = {t.span()};\n" for t in tables) +
            f"  design.top = {self.sources.top};\n"
            f"  design.settle = [root = model.rootp] {{ {root}___eval_settle(root); }};\n"
            f"  design.driven_inouts = {{{driven}}};\n"
            f"  design.places = {{{places}}};\n  design.forces = {{{forces}}};\n"
            "  return design;\n}\n}  // namespace lightloop::vpi\n")


def main():
    design, folder, prefix, target = sys.argv[1:]
    netlist = verilated_design.netlist(design)
    text = Description(Sources(netlist), Model(folder, prefix),
                       Drivers(netlist).driven_inouts()).text()
    with open(target, "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()

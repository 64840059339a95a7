#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""verilated_design_test.py VERILATOR: scripts/verilated_design.py reads the same of a design whether
Verilator has told it as XML or as JSON, and scripts/vpi_description.py its symbol table in each form.
"""
import pathlib
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "scripts"))
import verilated_design  # noqa: E402  (the path comes first)
import vpi_config  # noqa: E402
import vpi_description  # noqa: E402

VERILATOR = sys.argv.pop()
DATA = HERE / "data"


def from_verilator(folder):
    design = str(folder / "tiny.design")
    code = verilated_design.write(VERILATOR, design,
                                  ["--top-module", "tiny", str(DATA / "tiny.sv")])
    assert code == 0, "Verilator does not describe tiny.sv"
    return design


class Design(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.designs = {"JSON": str(DATA / "tiny.json"),
                        "Verilator's": from_verilator(pathlib.Path(self.folder.name))}

    def tearDown(self):
        self.folder.cleanup()

    def test_config(self):
        for name, file in self.designs.items():
            with self.subTest(name):
                design = vpi_config.Design(file)
                self.assertEqual(
                    sorted(design.public_ports()),
                    [f'public_flat_rw -module "tiny" -var "{port}"'
                     for port in ("clk_i", "pad_io", "q_o")])
                forceable = [line for line in design.forceable(lambda _, name: name != "i")
                             if line.startswith("forceable")]
                # Not the clock, a pin of the top; not an array; not constants.
                self.assertEqual(
                    sorted(forceable),
                    [f'forceable -module "{module}" -var "{variable}"' for module, variable in
                     (("inner", "clk_i"), ("inner", "q_o"), ("tiny", "pad_io"), ("tiny", "q_o"))])

    def test_description(self):
        for name, file in self.designs.items():
            with self.subTest(name):
                netlist = verilated_design.netlist(file)
                sources = vpi_description.Sources(netlist)
                top = sources.scopes[sources.top]
                self.assertEqual(top.name, "tiny")
                inner = sources.scope("tiny.g_lane[0].u_inner")
                self.assertEqual(inner.name, "inner")
                self.assertEqual(set(inner.variables), {"clk_i", "q_o", "W", "TOP"})
                array = sources.type(top.variables["pair"])
                self.assertEqual(array.tag, "unpackarraydtype")
                self.assertEqual(vpi_description.bounds_of(array.findall("range/const")), [-1, 1])
                struct = sources.type(array.get("sub_dtype_id"))
                self.assertEqual([m.get("name") for m in struct], ["high", "low"])
                high = sources.type(struct[0].get("sub_dtype_id"))
                self.assertEqual((high.get("left"), high.get("right")), ("1", "0"))
                self.assertEqual(vpi_description.Drivers(netlist).driven_inouts(), ["pad_io"])


class SymbolTable(unittest.TestCase):
    """The lines of a generated symbol table, as Verilator has written them over the years."""

    SCOPES = [
        '    __Vscope_t__g__BRA__0__KET__.configure(this, name(), "t.g__BRA__0__KET__", "g", -9, X);',
        '    __Vscope_t__g__BRA__0__KET__.configure(this, name(), "t.g[0]", "g[0]", "<null>", -9, X);',
        '    __Vscopep_t__g__BRA__0__KET__ = new VerilatedScope{this, "t.g[0]", "g[0]", "<null>"};',
    ]
    VARIABLES = [
        '    __Vscope_t__g__BRA__0__KET__.varInsert(__Vfinal,"a.b", &(TOP.t__DOT__a), false);',
        '    __Vscope_t__g__BRA__0__KET__.varInsert(__Vfinal,"\\\\a.b ", &(TOP.t__DOT__a), false);',
        '    __Vscopep_t__g__BRA__0__KET__->varInsert("\\\\a.b ", &(TOP.t__DOT__a), false);',
        '    __Vscopep_t__g__BRA__0__KET__->forceableVarInsert("\\\\a.b ", &(TOP.t__DOT__a), false);',
    ]

    def test_scopes(self):
        for line in self.SCOPES:
            with self.subTest(line):
                match = vpi_description.SCOPE.search(line)
                self.assertEqual(match[1], "t__g__BRA__0__KET__")
                self.assertEqual(vpi_description.parts_of(vpi_description.unescaped(match[2])),
                                 ["t", "g[0]"])

    def test_variables(self):
        for line in self.VARIABLES:
            with self.subTest(line):
                match = vpi_description.VARIABLE.match(line)
                self.assertEqual(match[2], "t__g__BRA__0__KET__")
                self.assertEqual(vpi_description.plain(vpi_description.unescaped(match[3])), "a.b")
                self.assertEqual(match[4], "TOP.t__DOT__a")

    def test_members_of_classes(self):
        for line in ("class Vt___024root final : public VerilatedModule {",
                     "class alignas(VL_CACHE_LINE_BYTES) Vt___024root final : public VerilatedModule {",
                     "class alignas(VL_CACHE_LINE_BYTES) Vt___024root final {"):
            with self.subTest(line), tempfile.TemporaryDirectory() as folder:
                pathlib.Path(folder, "Vt__Syms.h").write_text("    Vt___024root    TOP;\n", encoding="utf-8")
                pathlib.Path(folder, "Vt___024root.h").write_text(
                    line + "\n  public:\n    CData/*0:0*/ q__VforceEn;\n};\n", encoding="utf-8")
                model = vpi_description.Model(folder, "Vt")
                self.assertEqual(model.member_type("TOP.q__VforceEn"), "CData")

    def test_escaped_names_in_a_title(self):
        self.assertEqual(vpi_description.parts_of("t.\\u+odd.x .q"), ["t", "u+odd.x", "q"])


if __name__ == "__main__":
    unittest.main()

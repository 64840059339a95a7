# SPDX-License-Identifier: Apache-2.0
"""scripts/register_export.py: what it makes of the kernels' descriptions, and what it refuses."""

import pathlib
import subprocess
import sys
import tempfile
import unittest
from xml.etree import ElementTree

ROOT = pathlib.Path(__file__).resolve().parents[2]

DESCRIPTION = """
`include "{include}"
addrmap toy {{
  axi_masters = '{{ axi_master'{{name: "M_AXI_A", data_width: 64}} }};
  {body}
}};
"""


class Export:
    """One run of the exporter."""

    def __init__(self, rdl: pathlib.Path):
        with tempfile.TemporaryDirectory() as directory:
            header = pathlib.Path(directory, "h")
            xml = pathlib.Path(directory, "x")
            done = subprocess.run(
                [sys.executable, ROOT / "scripts/register_export.py", rdl, "--header", header,
                 "--kernel-xml", xml], capture_output=True, text=True, timeout=600, check=False)
            self.status, self.message = done.returncode, done.stderr
            self.header = header.read_text() if header.exists() else None
            self.xml = ElementTree.parse(xml).getroot() if xml.exists() else None


def export_toy(body: str) -> Export:
    with tempfile.TemporaryDirectory() as directory:
        rdl = pathlib.Path(directory, "toy.rdl")
        rdl.write_text(DESCRIPTION.format(
            include=ROOT / "drivers/registers/kernel.rdl", body=body))
        return Export(rdl)


class RegisterExportTest(unittest.TestCase):
    def test_kernel_xml_of_ll_fec(self):
        export = Export(ROOT / "drivers/registers/ll_fec.rdl")
        self.assertEqual(export.status, 0, export.message)
        kernel = export.xml.find("kernel")
        self.assertEqual(kernel.get("name"), "ll_fec")
        ports = {port.get("name"): port.get("dataWidth") for port in kernel.iter("port")}
        self.assertEqual(
            ports, {"S_AXI_CONTROL": "32", "M_AXI_DATA": "512", "M_AXI_STATUS": "32"})
        found = [(arg.get("id"), arg.get("name"), arg.get("addressQualifier"), arg.get("port"),
                  arg.get("offset"), arg.get("size"), arg.get("type"))
                 for arg in kernel.iter("arg")]
        self.assertEqual(found, [
            ("0", "mode", "0", "S_AXI_CONTROL", "0x010", "0x4", "uint"),
            ("1", "code", "0", "S_AXI_CONTROL", "0x014", "0x4", "uint"),
            ("2", "codewords", "0", "S_AXI_CONTROL", "0x018", "0x4", "uint"),
            ("3", "source", "1", "M_AXI_DATA", "0x020", "0x8", "void*"),
            ("4", "destination", "1", "M_AXI_DATA", "0x028", "0x8", "void*"),
            ("5", "status", "1", "M_AXI_STATUS", "0x030", "0x8", "void*"),
        ])

    def test_header_names_offsets_arguments_and_fields(self):
        export = Export(ROOT / "drivers/registers/ll_link.rdl")
        self.assertEqual(export.status, 0, export.message)
        for line in ("namespace lightloop::drivers::ll_link {",
                     "  kResultArgument = 16,",
                     "inline constexpr std::uint32_t kCtrlOffset = 0x0;",
                     "inline constexpr std::uint32_t kCtrlApIdleMask = 0x4;",
                     "inline constexpr std::uint32_t kNoiseSeedOffset = 0x20;",
                     "inline constexpr std::uint32_t kCodeKr4 = 1;",
                     "inline constexpr std::uint32_t kCapabilityVersion = 1;"):
            self.assertIn(line, export.header.splitlines())

    def refused(self, body: str, message: str):
        export = export_toy(body)
        self.assertEqual(export.status, 1)
        self.assertIn(message, export.message)
        self.assertIsNone(export.header)

    def test_accepts_a_good_description(self):
        export = export_toy("pointer_argument a @ 0x10; a->argument_port = \"M_AXI_A\";")
        self.assertEqual(export.status, 0, export.message)

    def test_refuses_a_pointer_without_port(self):
        self.refused("pointer_argument a @ 0x10;", "toy.a: a pointer, and only a pointer")

    def test_refuses_an_unknown_port(self):
        self.refused("pointer_argument a @ 0x10; a->argument_port = \"M_AXI_B\";",
                     'toy.a: argument_port is "M_AXI_B", expected one of axi_masters: M_AXI_A')

    def test_refuses_an_unknown_type(self):
        self.refused("word_argument_reg a @ 0x10; a->argument_type = \"float4\";",
                     'toy.a: argument_type is "float4", expected one of')

    def test_refuses_a_type_of_another_size(self):
        self.refused("word_argument_reg a @ 0x10; a->argument_type = \"ulong\";",
                     "toy.a: 4 bytes, expected 8 for ulong")

    def test_refuses_an_argument_in_the_control_block(self):
        self.refused("word_argument_reg a @ 0x4;", "toy.a: offset 0x4 is in the ap_ctrl block")


if __name__ == "__main__":
    unittest.main()

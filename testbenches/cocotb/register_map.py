# SPDX-License-Identifier: Apache-2.0
"""Registers by name, from their SystemRDL description."""

from cocotbext.axi import AxiLiteMaster
from systemrdl import RDLCompiler
from systemrdl.node import RegNode


class RegisterMap:
    """Reads and writes the registers of a description through an AXI4-Lite master.

    Names are those of the description, with dots: "control.ctrl", "source.low". A name may also be
    that of a group of two words, the lower one first: it is then one value of 64 bits.
    """

    def __init__(self, description: str, master: AxiLiteMaster):
        compiler = RDLCompiler()
        compiler.compile_file(description)
        self._top = compiler.elaborate().top
        self._master = master

    async def read(self, name: str) -> int:
        node = self._find(name)
        return int.from_bytes(await self._bytes(node.absolute_address, node.size), "little")

    async def write(self, name: str, value: int) -> None:
        node = self._find(name)
        response = await self._master.write(node.absolute_address,
                                            value.to_bytes(node.size, "little"))
        assert response.resp == 0, f"{name}: writing was answered with {response.resp!r}"

    async def read_field(self, name: str, field: str) -> int:
        value = await self.read(name)
        found = self._find(name).get_child_by_name(field)
        return value >> found.low & ((1 << found.width) - 1)

    def mask(self, name: str, field: str) -> int:
        found = self._find(name).get_child_by_name(field)
        return ((1 << found.width) - 1) << found.low

    def fields(self, name: str, value: int) -> list[str]:
        """Names of the fields of which `value` has a bit set, for messages."""
        node = self._find(name)
        assert isinstance(node, RegNode)
        return [field.inst_name for field in node.fields()
                if value & self.mask(name, field.inst_name)]

    def _find(self, name: str):
        node = self._top.find_by_path(name)
        assert node is not None, f"no register {name}"
        return node

    async def _bytes(self, address: int, size: int) -> bytes:
        response = await self._master.read(address, size)
        assert response.resp == 0, f"address {address:#x}: answered with {response.resp!r}"
        return response.data

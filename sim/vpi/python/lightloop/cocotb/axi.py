# SPDX-License-Identifier: Apache-2.0
"""AXI4: a master for the design's slave port and a memory for its master port.

Names and calls are those of cocotbext.axi, as far as they go.
"""
import ctypes
import enum
from typing import NamedTuple

from lightloop.cocotb._host import Bus, Model, checked, functions, unsigned


class AxiResp(enum.IntEnum):
    OKAY = 0
    EXOKAY = 1
    SLVERR = 2
    DECERR = 3


class AxiWriteResp(NamedTuple):
    address: int
    length: int
    resp: AxiResp


class AxiReadResp(NamedTuple):
    address: int
    data: bytes
    resp: AxiResp

    def __bytes__(self):
        return self.data


class AxiBus(Bus):
    """An AXI4 interface by the prefix of its signals."""


class AxiMaster(Model):
    """Reads and writes any number of bytes at any address, in bursts of the full width; one burst
    at a time. A reset ends what has begun with SLVERR."""

    def __init__(self, bus, clock, reset=None, reset_active_level=True, **options):
        super().__init__("axi master", bus, clock, reset, reset_active_level, **options)
        self._complete = {}

    def _collect(self):
        values = (ctypes.c_uint64 * 3)()
        while checked(functions.master_first(self._number, values)):
            ticket, response, size = values
            data = ctypes.create_string_buffer(size)
            checked(functions.master_take(self._number, data))
            self._complete[ticket] = (AxiResp(response), data.raw)

    async def _end_of(self, ticket):
        self._collect()
        while ticket not in self._complete:
            await self._event()
            self._collect()
        return self._complete.pop(ticket)

    async def write(self, address, data):
        """Returns an AxiWriteResp with the worst response of all bursts."""
        ticket = checked(functions.master_write(self._number, unsigned("address", address),
                                                bytes(data), len(data)))
        response, _ = await self._end_of(ticket)
        return AxiWriteResp(address, len(data), response)

    async def read(self, address, length):
        """Returns an AxiReadResp."""
        ticket = checked(functions.master_read(self._number, unsigned("address", address),
                                               unsigned("length", length)))
        response, data = await self._end_of(ticket)
        return AxiReadResp(address, data, response)


class AxiRam(Model):
    """`size` bytes from address 0, which read as 0 before they are written. A design that breaks the
    rules of AXI fails the run."""

    def __init__(self, bus, clock, reset=None, reset_active_level=True, *, size=2**64 - 1,
                 **options):
        super().__init__("axi ram", bus, clock, reset, reset_active_level, size=size, **options)
        self.size = size

    def _check(self, address, length):
        if address < 0 or length < 0 or address + length > self.size:
            raise ValueError(f"the memory does not have the {length} bytes at {address:#x}: its "
                             f"size is {self.size:#x}")

    def write(self, address, data):
        """At once, past the bus."""
        self._check(address, len(data))
        checked(functions.ram_write(self._number, address, bytes(data), len(data)))

    def read(self, address, length):
        self._check(address, length)
        data = ctypes.create_string_buffer(length)
        checked(functions.ram_read(self._number, address, data, length))
        return data.raw

# SPDX-License-Identifier: Apache-2.0
"""The functions of sim/vpi/bus_functions.cpp, which are part of the program that runs the test."""
import ctypes
import weakref

import cocotb
from cocotb.triggers import Event

from lightloop.host.trigger import HostTimer

# A delay that never passes: the host ends it. cocotb 1.x wants fewer than 2**63 steps.
_LONG = 2**62

_TYPES = {
    "bus_open": (ctypes.c_int64, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p, ctypes.c_char_p,
                 ctypes.c_int, ctypes.c_uint, ctypes.c_uint64, ctypes.c_uint64),
    "bus_error": (ctypes.c_char_p,),
    "bus_close": (None, ctypes.c_int),
    "bus_announce": (ctypes.c_int, ctypes.c_int),
    "bus_withdraw": (None, ctypes.c_int),
    "stream_send": (ctypes.c_int64, ctypes.c_int, ctypes.c_char_p, ctypes.c_size_t,
                    ctypes.c_uint64, ctypes.c_uint64, ctypes.c_uint64),
    "stream_unsent": (ctypes.c_int64, ctypes.c_int),
    "stream_clear": (ctypes.c_int64, ctypes.c_int),
    "stream_received": (ctypes.c_int64, ctypes.c_int),
    "stream_size": (ctypes.c_int64, ctypes.c_int),
    "stream_take": (ctypes.c_int64, ctypes.c_int, ctypes.c_char_p,
                    ctypes.POINTER(ctypes.c_uint64)),
    "ram_read": (ctypes.c_int64, ctypes.c_int, ctypes.c_uint64, ctypes.c_char_p, ctypes.c_size_t),
    "ram_write": (ctypes.c_int64, ctypes.c_int, ctypes.c_uint64, ctypes.c_char_p, ctypes.c_size_t),
    "master_read": (ctypes.c_int64, ctypes.c_int, ctypes.c_uint64, ctypes.c_size_t),
    "master_write": (ctypes.c_int64, ctypes.c_int, ctypes.c_uint64, ctypes.c_char_p,
                     ctypes.c_size_t),
    "master_first": (ctypes.c_int64, ctypes.c_int, ctypes.POINTER(ctypes.c_uint64)),
    "master_take": (ctypes.c_int64, ctypes.c_int, ctypes.c_char_p),
}


class _Functions:
    def __init__(self):
        program = ctypes.PyDLL(None)
        for name, (result, *arguments) in _TYPES.items():
            try:
                function = getattr(program, f"lightloop_{name}")
            except AttributeError:
                raise ImportError("lightloop.cocotb is for tests that Lightloop's VPI host runs; "
                                  "this simulator is another one") from None
            function.restype = result
            function.argtypes = arguments
            setattr(self, name, function)


functions = _Functions()


def checked(result):
    """The result of a function that can fail."""
    if result < 0:
        raise ValueError(functions.bus_error().decode())
    return result


def unsigned(name, value):
    """The value, if 64 bits hold it: ctypes would cut it."""
    if not 0 <= value < 2**64:
        raise ValueError(f"{name} is {value}, expected 0 to {2**64 - 1}")
    return value


class _Event(HostTimer):
    """Something happens to a model."""

    def __init__(self, number):
        super().__init__(_LONG)
        self.number = number
        self.wait = 0

    def announce(self):
        self.wait = functions.bus_announce(self.number)

    def withdraw(self):
        functions.bus_withdraw(self.wait)


class Bus:
    """The signals of an entity that begin with a prefix and "_"."""

    def __init__(self, entity, prefix):
        self.path = f"{entity._path}.{prefix}"

    @classmethod
    def from_prefix(cls, entity, prefix):
        return cls(entity, prefix)


class _Lifetime:
    """Held by a task of the test: gone when the test is."""

    def __init__(self, model):
        self.model = weakref.ref(model)

    def end(self):
        model = self.model()
        if model is not None:
            model.close()

    __del__ = end


async def _live(lifetime):
    try:
        await Event().wait()
    finally:
        lifetime.end()


class Model:
    """A bus model of the host. `reset` may be None; while it has the level `reset_active_level` at
    rising edges of `clock`, the model stands still. It ends with the object, and with the test in
    which it was made; another model on the same ports takes its place."""

    _number = 0

    def __init__(self, kind, bus, clock, reset=None, reset_active_level=True, *, stall_percent=0,
                 seed=1, size=0):
        if not 0 <= stall_percent < 2**32:
            raise ValueError(f"stall_percent is {stall_percent}, expected 0 to 99")
        self.bus = bus
        self._number = checked(functions.bus_open(
            kind.encode(), bus.path.encode(), clock._path.encode(),
            b"" if reset is None else reset._path.encode(), bool(reset_active_level),
            stall_percent, unsigned("seed", seed), unsigned("size", size)))
        cocotb.start_soon(_live(_Lifetime(self)))

    def close(self):
        if self._number:
            functions.bus_close(self._number)
            self._number = 0

    def __del__(self):
        self.close()

    def _event(self):
        """A trigger: what the model does next."""
        return _Event(self._number)

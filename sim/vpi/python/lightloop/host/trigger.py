# SPDX-License-Identifier: Apache-2.0
"""Timers whose end is not that of a delay."""
from cocotb.triggers import Timer

_NAMES = ("_prime", "_unprime") if hasattr(Timer, "_prime") else ("prime", "unprime")
_PRIME, _UNPRIME = (getattr(Timer, name) for name in _NAMES)


class HostTimer(Timer):
    """A Timer that tells the host when a task begins and ceases to wait for it; cocotb 1.x and 2.x
    have different names for that."""

    def __init__(self, steps):
        super().__init__(steps, "step")

    def announce(self):
        """The next delay that cocotb asks for is this one."""

    def withdraw(self):
        """Nobody waits for it any more."""


def _prime(self, *arguments):
    self.announce()
    return _PRIME(self, *arguments)


def _unprime(self):
    self.withdraw()
    return _UNPRIME(self)


for _name, _method in zip(_NAMES, (_prime, _unprime)):
    setattr(HostTimer, _name, _method)
HostTimer.__qualname__ = Timer.__qualname__

# SPDX-License-Identifier: Apache-2.0
"""cocotb's Clock on the VPI host.

A Clock is a task that writes its signal and waits for a Timer, again and again. On the host the task
tells what it does, and the host does it in its place wherever nobody can see the difference: where
nothing else of the application is called at the time of the edge before the read-write phase, in
which cocotb writes. At all other edges the task is called and does it, as ever. So times, order and
log are those of cocotb; sim/vpi/taken_clock.hpp has the other half.

A Clock stays in Python altogether when it is not driven by deposits, when the host does not know
its signal, and when cocotb logs each step.
"""
import ctypes
import functools
import importlib
import importlib.abc
import importlib.util
import inspect
import logging
import os
import sys

_ENDLESS = 2**64 - 1


class _Host:
    """The functions of sim/vpi/python_side.cpp, which are part of the program."""

    def __init__(self):
        # The calls are short, and keep Python's lock.
        program = ctypes.PyDLL(None)
        self.open = program.lightloop_clock_open
        self.open.argtypes = [ctypes.c_char_p, ctypes.c_uint64, ctypes.c_uint64, ctypes.c_int,
                              ctypes.c_uint64]
        self.take = program.lightloop_clock_take
        self.announce = program.lightloop_clock_announce
        self.withdraw = program.lightloop_clock_withdraw
        self.close = program.lightloop_clock_close


def _logs_each_step():
    return "COCOTB_SCHEDULER_DEBUG" in os.environ or any(
        logging.getLogger(name).isEnabledFor(logging.DEBUG) for name in ("gpi", "cocotb"))


def _is_count(value):
    return isinstance(value, int) and 0 < value < _ENDLESS


def _open(host, signal, high, low, first, writes):
    """The number of a clock at the host; 0 if it has to stay in Python."""
    if (not _is_count(high) or not _is_count(low) or _logs_each_step()
            or type(signal).__module__ != "cocotb.handle"):
        return 0
    return host.open(signal._path.encode(), high, low, bool(first), writes)


def _timer_class(host):
    from lightloop.host.trigger import HostTimer

    class EdgeTimer(HostTimer):
        def __init__(self, number, steps):
            super().__init__(steps)
            self.number = number

        def announce(self):
            host.announce(self.number)

        def withdraw(self):
            host.withdraw(self.number)

    EdgeTimer.__qualname__ = HostTimer.__qualname__
    return EdgeTimer


async def _drive(host, number, write, after_high, after_low):
    """What the task does when it is called."""
    try:
        while (value := host.take(number)) >= 0:
            write(value)
            await (after_high if value else after_low)
    finally:
        host.close(number)


def _patch_coroutine(host, clock_class, timer_class):
    """cocotb 1.x, where start() is the task."""
    start_in_python = clock_class.start

    @functools.wraps(start_in_python)
    async def start(self, cycles=None, start_high=True):
        number = 0
        if cycles is None or _is_count(cycles):
            number = _open(host, self.signal, self.half_period, self.half_period, start_high,
                           _ENDLESS if cycles is None else 2 * cycles)
        if number == 0:
            await start_in_python(self, cycles, start_high)
            return
        timer = timer_class(number, self.half_period)
        await _drive(host, number, lambda value: setattr(self.signal, "value", value), timer, timer)

    clock_class.start = start


def _patch_function(host, clock_class, timer_class):
    """cocotb 2.x, where start() makes the task."""
    import cocotb
    from cocotb.handle import Deposit

    start_in_python = clock_class.start

    def opened(clock, start_high):
        if clock._task is not None or clock._impl != "py" or clock._set_action is not Deposit:
            return 0, ()
        high = clock._period_high_steps
        low = clock._period_steps - high
        number = _open(host, clock._signal, high, low, start_high, _ENDLESS)
        return number, (high, low)

    @functools.wraps(start_in_python)
    def start(self, start_high=True):
        try:
            number, steps = opened(self, start_high)
        except AttributeError:  # a version that we do not know
            number, steps = 0, ()
        if number == 0:
            return start_in_python(self, start_high)

        async def drive():
            await _drive(host, number, lambda value: self._signal.set(Deposit(value)),
                         *(timer_class(number, delay) for delay in steps))

        drive.__qualname__ = f"{start_in_python.__qualname__}.<locals>.drive"
        self._task = cocotb.start_soon(drive())
        return self._task

    clock_class.start = start


def _patch():
    module = importlib.import_module("cocotb.clock")
    host = _Host()
    patch = _patch_coroutine if inspect.iscoroutinefunction(module.Clock.start) else _patch_function
    patch(host, module.Clock, _timer_class(host))


class _AfterImport(importlib.abc.MetaPathFinder):
    """Calls a function when a module has been imported."""

    def __init__(self, name, function):
        self.name = name
        self.function = function

    def find_spec(self, fullname, path, target=None):
        if fullname != self.name:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is None or spec.loader is None:
            return spec
        execute = spec.loader.exec_module

        def execute_and_call(module):
            execute(module)
            self.function()

        spec.loader.exec_module = execute_and_call
        return spec


def take_over():
    """Before cocotb is imported: its clocks will be those of the host."""
    # This one is imported before any test, and brings all that clocks need.
    name = "cocotb.regression"
    if name in sys.modules:
        _patch()
    else:
        sys.meta_path.insert(0, _AfterImport(name, _patch))

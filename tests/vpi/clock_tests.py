# SPDX-License-Identifier: Apache-2.0
"""cocotb tests on vpi_clocks that write down, in the log, when each task wakes and what it sees.
compare_clocks.py runs them with the clocks in Python and in the host: the logs are the same. They
run on cocotb 1.8 to 2.1."""
import random

import cocotb
from cocotb.clock import Clock
from cocotb.handle import Force, Release
from cocotb.triggers import (Combine, First, ReadOnly, ReadWrite, RisingEdge, FallingEdge, Timer,
                             NextTimeStep)
from cocotb.utils import get_sim_time

try:
    from cocotb.triggers import ValueChange
except ImportError:  # cocotb 1.x
    from cocotb.triggers import Edge as ValueChange

COCOTB_2 = int(cocotb.__version__.split(".")[0]) >= 2
UNIT = "unit" if COCOTB_2 else "units"
SIGNALS = ("a_i", "b_i", "pair_i", "data_i", "a_count_o", "b_count_o", "pair_count_o",
           "own_count_o", "a_data_o", "crossed_o", "comb_o")


def clock(signal, period, unit="ps", **more):
    return Clock(signal, period, **{UNIT: unit}, **more)


def start(of, **arguments):
    """The clock's task, running."""
    if COCOTB_2:
        return of.start(**arguments)
    return cocotb.start_soon(of.start(**arguments))


def end(task):
    if COCOTB_2:
        task.cancel()
    else:
        task.kill()


def note(dut, what):
    seen = " ".join(str(int(getattr(dut, name).value)) for name in SIGNALS)
    cocotb.log.info("%d ps: %s: %s", get_sim_time("ps"), what, seen)


async def watch(dut, name, make_trigger, count=10**9):
    for _ in range(count):
        await make_trigger()
        note(dut, name)


def watch_edges(dut, signal):
    cocotb.start_soon(watch(dut, "rising", lambda: RisingEdge(signal)))
    cocotb.start_soon(watch(dut, "falling", lambda: FallingEdge(signal)))
    cocotb.start_soon(watch(dut, "any", lambda: ValueChange(signal)))


def quiet(dut):
    for name in ("a_i", "b_i", "pair_i", "data_i", "own_clock"):
        getattr(dut, name).value = 0


@cocotb.test()
async def edges_of_one_clock(dut):
    quiet(dut)
    watch_edges(dut, dut.a_i)
    start(clock(dut.a_i, 10))
    await Timer(101, "ps")
    note(dut, "end")


@cocotb.test()
async def starts_low(dut):
    quiet(dut)
    watch_edges(dut, dut.a_i)
    start(clock(dut.a_i, 10), start_high=False)
    await Timer(51, "ps")


@cocotb.test()
async def the_last_test_s_clock_is_gone(dut):
    watch_edges(dut, dut.a_i)
    await Timer(50, "ps")
    note(dut, "end")


@cocotb.test()
async def phases_and_units(dut):
    quiet(dut)
    for signal in (dut.a_i, dut.b_i):
        watch_edges(dut, signal)
    start(clock(dut.a_i, 6))
    await Timer(1, "ps")
    start(clock(dut.b_i, 0.01, "ns"))
    await Timer(1, "ps")
    start(clock(dut.own_clock, 4, "step"))
    cocotb.start_soon(watch(dut, "own", lambda: RisingEdge(dut.own_clock)))
    await Timer(120, "ps")


@cocotb.test()
async def two_clocks_in_phase(dut):
    quiet(dut)
    for signal in (dut.b_i, dut.a_i):
        watch_edges(dut, signal)
    start(clock(dut.a_i, 10))
    start(clock(dut.b_i, 10))
    for value in range(20):
        dut.data_i.value = value
        await RisingEdge(dut.b_i)


@cocotb.test()
async def two_clocks_in_phase_begin_with_different_values(dut):
    quiet(dut)
    for signal in (dut.a_i, dut.b_i):
        watch_edges(dut, signal)
    start(clock(dut.b_i, 8), start_high=False)
    start(clock(dut.a_i, 4))
    for value in range(20):
        dut.data_i.value = value
        await FallingEdge(dut.b_i)


@cocotb.test()
async def timers_at_the_time_of_edges(dut):
    """Before the clock's own timer in order, and behind it."""
    quiet(dut)
    cocotb.start_soon(watch(dut, "early", lambda: Timer(5, "ps")))
    start(clock(dut.a_i, 10))
    cocotb.start_soon(watch(dut, "late", lambda: Timer(5, "ps")))
    cocotb.start_soon(watch(dut, "third", lambda: Timer(15, "ps")))
    cocotb.start_soon(watch(dut, "rising", lambda: RisingEdge(dut.a_i)))
    await Timer(100, "ps")
    note(dut, "end")


@cocotb.test()
async def writes_at_the_time_of_edges(dut):
    """The flip-flops see what was written together with the edge."""
    quiet(dut)
    start(clock(dut.a_i, 10))
    watch_edges(dut, dut.a_i)
    for value in range(1, 30):
        dut.data_i.value = value
        await Timer(5 if value % 2 else 10, "ps")
        note(dut, "written")


@cocotb.test()
async def read_write_and_read_only_at_edges(dut):
    quiet(dut)

    async def phases(name, delay):
        while True:
            await Timer(delay, "ps")
            note(dut, name)
            await ReadWrite()
            note(dut, f"{name} read-write")
            dut.data_i.value = int(get_sim_time("ps")) % 251
            await ReadOnly()
            note(dut, f"{name} read-only")

    async def at_edges(name, edge):
        while True:
            await edge(dut.a_i)
            await ReadWrite()
            note(dut, f"{name} read-write")
            await ReadOnly()
            note(dut, f"{name} read-only")

    cocotb.start_soon(phases("early", 5))
    start(clock(dut.a_i, 10))
    cocotb.start_soon(phases("late", 15))
    cocotb.start_soon(at_edges("rising", RisingEdge))
    cocotb.start_soon(at_edges("falling", FallingEdge))
    await Timer(100, "ps")


@cocotb.test()
async def next_time_steps(dut):
    quiet(dut)
    start(clock(dut.a_i, 10))
    start(clock(dut.b_i, 14))
    await watch(dut, "next", NextTimeStep, 30)


@cocotb.test()
async def stopped_and_started_again(dut):
    quiet(dut)
    watch_edges(dut, dut.a_i)
    for time in (23, 25, 30, 31):  # between edges and at them
        one = clock(dut.a_i, 10)
        task = start(one)
        await Timer(time, "ps")
        if COCOTB_2:
            one.stop()
        else:
            task.kill()
        note(dut, "stopped")
        await Timer(13, "ps")


@cocotb.test()
async def killed_by_a_task_that_waits_for_the_edge(dut):
    quiet(dut)
    watch_edges(dut, dut.a_i)
    for edge in (RisingEdge, FallingEdge, ValueChange):
        task = start(clock(dut.a_i, 10))
        await edge(dut.a_i)
        await edge(dut.a_i)
        end(task)
        note(dut, "killed")
        await Timer(40, "ps")


@cocotb.test()
async def killed_in_read_only(dut):
    quiet(dut)
    watch_edges(dut, dut.a_i)
    task = start(clock(dut.a_i, 10))
    await Timer(15, "ps")
    await ReadOnly()
    end(task)
    await Timer(40, "ps")
    note(dut, "end")


@cocotb.test()
async def a_clock_that_python_writes_too(dut):
    quiet(dut)
    watch_edges(dut, dut.a_i)
    start(clock(dut.a_i, 10))
    for delay in (2, 5, 3, 10, 10, 7, 8, 5):
        await Timer(delay, "ps")
        dut.a_i.value = 1 - int(dut.a_i.value)
        note(dut, "written")
    await RisingEdge(dut.a_i)
    dut.a_i.value = 0
    await Timer(33, "ps")


@cocotb.test()
async def a_clock_that_is_forced(dut):
    quiet(dut)
    watch_edges(dut, dut.a_i)
    start(clock(dut.a_i, 10))
    await Timer(22, "ps")
    dut.a_i.value = Force(1)
    await Timer(34, "ps")  # at an edge, the clock's write would replace the release
    note(dut, "forced")
    dut.a_i.value = Release()
    await Timer(33, "ps")
    note(dut, "end")


@cocotb.test()
async def two_clocks_on_one_signal(dut):
    quiet(dut)
    watch_edges(dut, dut.a_i)
    start(clock(dut.a_i, 10))
    start(clock(dut.a_i, 6), start_high=False)
    await Timer(100, "ps")


@cocotb.test()
async def a_clock_wider_than_a_bit(dut):
    quiet(dut)
    cocotb.start_soon(watch(dut, "any", lambda: ValueChange(dut.pair_i)))
    if not COCOTB_2:
        start(clock(dut.pair_i, 10))
        start(clock(dut.pair_i[1], 6))
    await Timer(100, "ps")
    note(dut, "end")


@cocotb.test()
async def triggers_in_company(dut):
    quiet(dut)
    start(clock(dut.a_i, 10))
    for _ in range(5):
        await First(RisingEdge(dut.a_i), Timer(5, "ps"))
        note(dut, "first")
        await Combine(FallingEdge(dut.a_i), Timer(10, "ps"))
        note(dut, "both")


@cocotb.test(skip=COCOTB_2)
async def a_number_of_cycles(dut):
    quiet(dut)
    watch_edges(dut, dut.a_i)
    for count in (1, 3, 0):
        await clock(dut.a_i, 10).start(cycles=count)
        note(dut, "cycles are over")
        task = cocotb.start_soon(clock(dut.a_i, 10).start(count, start_high=False))
        cocotb.start_soon(watch(dut, "timer", lambda: Timer(5, "ps"), 5))
        await task
        note(dut, "cycles are over")
        await Timer(7, "ps")


@cocotb.test(skip=COCOTB_2)
async def started_at_once(dut):
    quiet(dut)
    watch_edges(dut, dut.a_i)
    await cocotb.start(clock(dut.a_i, 10).start())
    note(dut, "started")
    await Timer(33, "ps")


@cocotb.test(skip=not COCOTB_2)
async def high_for_longer_than_low(dut):
    quiet(dut)
    watch_edges(dut, dut.a_i)
    watch_edges(dut, dut.b_i)
    start(clock(dut.a_i, 9, period_high=7))
    start(clock(dut.b_i, 9, period_high=2), start_high=False)
    await Timer(100, "ps")


@cocotb.test(skip=not COCOTB_2)
async def clock_cycles_of_the_clock(dut):
    quiet(dut)
    one = clock(dut.a_i, 10)
    one.start()
    for count in (1, 2, 5):
        await one.cycles(count)
        note(dut, f"{count} cycles")
        await one.cycles(count, ValueChange)
        note(dut, f"{count} edges")


@cocotb.test()
async def an_odd_period(dut):
    quiet(dut)
    for name in ("a_i", "b_i"):
        watch_edges(dut, getattr(dut, name))
    try:
        start(clock(dut.a_i, 5))
    except ValueError as error:
        cocotb.log.info("%s", error)
    start(clock(dut.b_i, 6))  # half of it is odd
    await Timer(40, "ps")


@cocotb.test()
async def cannot_start_in_read_only(dut):
    quiet(dut)
    await Timer(1, "ps")
    await ReadOnly()
    start(clock(dut.a_i, 10))
    await Timer(1, "ps")
    note(dut, "started")
    await Timer(20, "ps")
    note(dut, "end")


class Chaos:
    """Tasks that do what dice say, at times that coincide with edges as often as not."""

    def __init__(self, dut, seed):
        self.dut = dut
        self.dice = random.Random(seed)
        self.signals = (dut.a_i, dut.b_i, dut.own_clock)
        self.clocks = {}

    def toggle_clock(self, signal):
        task = self.clocks.pop(signal._name, None)
        if task is not None:
            end(task)
        else:
            self.clocks[signal._name] = start(clock(signal, self.dice.choice((4, 6, 10, 20))),
                                              start_high=self.dice.random() < 0.5)

    async def task(self, name):
        dice, dut = self.dice, self.dut
        readable = False
        while True:
            act = dice.randrange(13)
            signal = dice.choice(self.signals)
            if act == 12 and not readable:
                self.toggle_clock(signal)
            elif act in (0, 1) and not readable:
                dut.data_i.value = dice.randrange(256)
            elif act == 2 and not readable:
                await ReadWrite()
            elif act == 3 and not readable:
                await ReadOnly()
                readable = True
            elif act == 4 and not readable and dice.random() < 0.3:
                signal.value = dice.randrange(2)
            elif act < 8:
                await Timer(dice.choice((1, 2, 3, 5, 10)), "ps")
                readable = False
            else:
                # The dice may have chosen a clock that stands.
                edge = dice.choice((RisingEdge, FallingEdge, ValueChange))
                await First(edge(signal), Timer(20, "ps"))
                readable = False
            note(dut, f"{name} {act}")


async def chaos(dut, seed):
    quiet(dut)
    world = Chaos(dut, seed)
    for signal in world.signals:
        world.toggle_clock(signal)
    for name in "uvwxyz":
        cocotb.start_soon(world.task(name))
    await Timer(200, "ps")


@cocotb.test()
async def dice(dut):
    for seed in range(2):
        await chaos(dut, seed)


@cocotb.test()
async def dice_with_other_seeds(dut):
    await chaos(dut, random.randrange(2**32))

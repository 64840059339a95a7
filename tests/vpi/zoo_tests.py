# SPDX-License-Identifier: Apache-2.0
"""cocotb tests on vpi_zoo: every kind of object, read, written and waited for. They run on cocotb
1.8 to 2.0: values are taken as int, float or bytes."""
import cocotb
from cocotb.clock import Clock
from cocotb.triggers import Edge, FallingEdge, ReadOnly, RisingEdge, Timer

VERILATOR = tuple(int(part) for part in cocotb.SIM_VERSION.split()[0].split("."))
COCOTB_2 = int(cocotb.__version__.split(".")[0]) >= 2


def number(handle):
    return int(handle.value)


def sub(handle, name):
    """A child whose name is no Python identifier."""
    return handle._id(name, extended=False)


async def cycles(dut, count):
    for _ in range(count):
        await RisingEdge(dut.clk_i)
    await ReadOnly()


def check_reals(dut, name, values):
    """Of an array of reals. Verilator 5.006 shows such an array, 5.032 hides it."""
    array = getattr(dut, name, None)
    if array is not None:
        assert [array[i].value for i in range(len(values))] == values
    else:
        assert VERILATOR > (5, 6), f"{name} is hidden"


def start(dut):
    cocotb.start_soon(Clock(dut.clk_i, 10, "ns").start())


@cocotb.test()
async def parameters(dut):
    assert dut.NAME.value == b"abc"
    assert dut.EMPTY.value == b""
    assert dut.GAIN.value == 1.5
    assert number(dut.WITH) == 1
    assert number(dut.WIDE) == 0x1_2345_6789_ABCD_EF01_2345_6789
    assert number(dut.MINUS) in (-5, 2**32 - 5)
    assert [number(dut.LIST[i]) for i in range(3)] == [7, 8, 9]
    check_reals(dut, "REALS", [0.5, -0.25])


@cocotb.test()
async def parameters_of_submodules(dut):
    lane = dut.g_lane[1].u_counter
    assert lane.NAME.value == b"counter"
    assert lane.GAIN.value == 2.5
    assert (number(lane.STEP), number(lane.TWICE)) == (2, 4)


@cocotb.test()
async def integers_reals_and_strings(dut):
    assert number(dut.integer_q) % 2**32 == 2**32 - 3
    assert number(dut.int_q) % 2**32 == 2**32 - 4
    assert number(dut.longint_q) % 2**64 == 2**64 - 9
    assert (number(dut.byte_q) % 256, number(dut.shortint_q) % 2**16) == (255, 2**16 - 2)
    assert number(dut.time_q) == 5
    assert dut.real_q.value == 3.25
    assert dut.string_q.value == b"hello"
    assert [dut.strings[i].value for i in (0, 1)] == [b"x", b"yy"]
    check_reals(dut, "reals", [0.5, 7.5])
    dut.int_q.value = -7
    dut.longint_q.value = -8
    dut.real_q.value = -1.75
    dut.string_q.value = b"a longer one than fits without memory of its own"
    dut.strings[1].value = b""
    dut.reals[0].value = 1e300
    await Timer(1, "ns")
    assert number(dut.int_q) % 2**32 == 2**32 - 7
    assert number(dut.longint_q) % 2**64 == 2**64 - 8
    assert dut.real_q.value == -1.75
    assert dut.string_q.value == b"a longer one than fits without memory of its own"
    assert dut.strings[1].value == b""
    assert dut.reals[0].value == 1e300


@cocotb.test()
async def names_in_generate_blocks(dut):
    dut.data_i.value = 0x53
    start(dut)
    await cycles(dut, 5)
    edges = number(dut.count_o)
    assert number(dut.g_with.u_counter.count_q) == edges >= 5
    assert number(dut.g_with.inner_q) == edges % 16
    for i in range(2):
        count = edges * (i + 1) % 256
        assert number(dut.g_lane[i].u_counter.count_q) == number(dut.counts_o[i]) == count
        for j in (1, 2, 3):
            deep = dut.g_lane[i].g_inner[j].deep_q
            assert len(deep) == j + 1
            assert number(deep) == edges % 2 ** (j + 1)
    assert [number(dut.g_negative[k].number) for k in (-1, 0)] == [9, 10]
    assert number(dut.g_case.chosen) == 0x54
    assert dut.g_empty[1]._name == "g_empty[1]"
    assert [number(sub(dut, "genblk6")[n].unnamed) for n in (0, 1)] == [1, 1]


@cocotb.test()
async def what_is_not_there(dut):
    for parent, name in ((dut, "g_without"), (dut, "no_such_name"), (dut.g_with, "never"),
                         (dut.g_lane[0], "g_other"), (dut, "event_q"), (dut, "power")):
        try:
            getattr(parent, name)
        except AttributeError:
            continue
        assert False, f"{name} was found"
    for array, index in ((dut.g_lane, 2), (dut.memory, 1024), (dut.memory, -1), (dut.grid[0], 1)):
        try:
            array[index]
        except IndexError:
            continue
        assert False, f"index {index} was found"


@cocotb.test()
async def arrays_of_instances_and_interfaces(dut):
    dut.data_i.value = 7
    start(dut)
    await cycles(dut, 3)
    edges = number(dut.count_o)
    assert [number(sub(dut, f"u_row[{i}]").count_q) for i in range(4)] == [edges] * 4
    assert number(dut.u_row[2].count_q) == edges
    assert number(dut.bus.data) == 7
    assert [number(dut.buses[i].data) for i in (0, 1)] == [8, 9]


@cocotb.test()
async def interfaces_that_are_ports(dut):
    dut.data_i.value = 30
    await Timer(1, "ns")
    assert number(dut.u_middle.bus.data) == 30
    assert number(dut.u_middle.u_sink.bus.data) == 30
    assert number(dut.u_sink.bus.data) == number(dut.sink_data) == 32


@cocotb.test(skip=not COCOTB_2)
async def packages(dut):
    assert number(cocotb.packages.vpi_zoo_pkg.ANSWER) == 42


@cocotb.test()
async def escaped_names(dut):
    for name in ("with.dot", "\\with.dot "):
        sub(dut, name).value = 1
        await Timer(1, "ns")
        assert number(sub(dut, "odd[0]")) == 0
        sub(dut, name).value = 0
        await Timer(1, "ns")
        assert number(sub(dut, "\\odd[0] ")) == 1
    dut.data_i.value = 1
    start(dut)
    await cycles(dut, 4)
    assert number(sub(sub(dut, "u+odd"), "count_q")) == number(dut.count_o)
    assert number(sub(dut, "\\u+odd ").count_q) == number(dut.count_o)
    assert number(sub(dut, "esc[3]")) == 1


@cocotb.test()
async def real_ports(dut):
    for value in (0.0, 1.25, -3e-9):
        dut.real_i.value = value
        await Timer(1, "ns")
        assert dut.real_o.value == 2 * value


@cocotb.test()
async def memories(dut):
    assert len(dut.memory) == 1024
    assert [number(dut.memory[i]) for i in (0, 1, 255, 256, 1023)] == [0, 1, 255, 0, 255]
    dut.memory[513].value = 0xAB
    await Timer(1, "ns")
    assert [number(dut.memory[i]) for i in (512, 513, 514)] == [0, 0xAB, 2]
    assert [number(dut.around[i]) for i in (-2, -1, 0, 1)] == [98, 99, 100, 101]
    assert [int(value) for value in dut.around.value] == [98, 99, 100, 101]


@cocotb.test()
async def arrays_of_two_dimensions(dut):
    assert (len(dut.grid), len(dut.grid[0])) == (4, 4)
    assert [[number(dut.grid[i][j]) for j in (5, 4, 3, 2)] for i in range(4)] == [
        [10 * i + j for j in (5, 4, 3, 2)] for i in range(4)]
    dut.grid[2][3].value = 0xCD
    await Timer(1, "ns")
    assert (number(dut.grid[2][3]), number(dut.grid[2][2]), number(dut.grid[2][4])) == (0xCD, 22, 24)
    rows = [[1, 2, 3], [4, 5, 6]]
    dut.table_i.value = rows
    await Timer(1, "ns")
    assert [[int(v) for v in row] for row in dut.table_o.value] == rows


@cocotb.test()
async def arrays_of_bits_and_of_vectors(dut):
    assert [number(dut.bits[i]) for i in (3, 2, 1, 0)] == [1, 0, 1, 1]
    dut.bits[2].value = 1
    await Timer(1, "ns")
    assert [number(dut.bits[i]) for i in (3, 2, 1, 0)] == [1, 1, 1, 1]
    assert number(dut.wide[0]) == 1
    assert number(dut.wide[1]) == 0xF << 96
    dut.wide[0].value = 2**100 - 1
    await Timer(1, "ns")
    assert (number(dut.wide[0]), number(dut.wide[1])) == (2**100 - 1, 0xF << 96)
    assert [number(dut.nibbles[i]) for i in (0, 1)] == [0x21, 0x43]


@cocotb.test()
async def wide_vectors(dut):
    word = int.from_bytes(bytes(range(256)), "big")
    dut.w2048.value = word
    dut.w1024.value = 2**1000 - 1
    await Timer(1, "ns")
    assert number(dut.w1024) == 2**1000 - 1
    start(dut)
    await Edge(dut.w1024)
    await ReadOnly()
    assert number(dut.w1024) == 2**1000
    assert number(dut.w2048) == word


@cocotb.test()
async def structs_and_packed_arrays(dut):
    assert number(dut.union_q) == 0xA5
    assert len(dut.pairs_q) == 14
    assert len(dut.packed_q) == 32
    for handle in (dut.pair_q, dut.pairs_q, dut.packed_q, dut.state_q):
        handle.value = 0
    await Timer(1, "ns")
    start(dut)
    await cycles(dut, 3)
    assert number(dut.pair_q) == 3
    assert number(dut.pairs_q) == 3
    assert number(dut.packed_q) == 0x0306090C
    assert number(dut.state_q) == 1
    assert number(dut.record_q.count) == 11
    assert number(dut.record_q.flag) == 1
    await Timer(1, "ns")
    dut.record_q.count.value = 12
    await Timer(1, "ns")
    assert (number(dut.record_q.count), number(dut.record_q.flag)) == (12, 1)


@cocotb.test(skip=COCOTB_2)  # which has no handles of parts of vectors
async def bits_of_vectors(dut):
    dut.data_i.value = 0
    dut.ascending_i.value = 0
    await Timer(1, "ns")
    dut.data_i[3].value = 1
    dut.ascending_i[0].value = 1  # the most significant
    await Timer(1, "ns")
    assert number(dut.data_i) == 8
    assert number(dut.ascending_i) == 0x80
    assert number(dut.first_o) == 1
    assert [number(dut.data_i[i]) for i in (4, 3, 2)] == [0, 1, 0]
    assert number(dut.g_case.chosen) == 9
    dut.packed_q.value = 0x11223344
    dut.negative_up.value = 1
    dut.negative_down.value = 1
    dut.w1024.value = 1 << 1000
    dut.pair_q.value = 0b1010_011
    dut.nibbles[1].value = 0x5A
    await Timer(1, "ns")
    assert [number(dut.packed_q[i]) for i in (3, 2, 1, 0)] == [0x11, 0x22, 0x33, 0x44]
    assert number(dut.packed_q[2][1]) == 1
    assert (number(dut.negative_up[3]), number(dut.negative_up[-4])) == (1, 0)
    assert (number(dut.negative_down[3]), number(dut.negative_down[-4])) == (0, 1)
    assert [number(dut.w1024[i]) for i in (999, 1000, 1001)] == [0, 1, 0]
    assert (number(sub(dut, "pair_q.high")), number(sub(dut, "pair_q.low"))) == (0b1010, 0b011)
    assert number(sub(dut, "pair_q.low")[0]) == 0
    assert [number(dut.nibbles[1][i]) for i in (1, 0)] == [5, 0xA]
    dut.packed_q[1].value = 0xFF
    await Timer(1, "ns")
    assert number(dut.packed_q) == 0x1122FF44


@cocotb.test(skip=COCOTB_2)
async def waiting_for_a_bit(dut):
    start(dut)
    await RisingEdge(dut.count_o[2])
    await ReadOnly()
    assert number(dut.count_o) % 8 == 4
    await FallingEdge(dut.count_o[2])
    await ReadOnly()
    assert number(dut.count_o) % 8 == 0


@cocotb.test()
async def waiting_for_words_reals_and_strings(dut):
    dut.string_q.value = b"hello"
    dut.real_i.value = 0.0
    await Timer(1, "ns")
    start(dut)
    await Edge(dut.string_q)
    assert dut.string_q.value == b"bye"
    cocotb.start_soon(write_later(dut))
    await Edge(dut.real_i)
    assert dut.real_i.value == 2.5
    await Edge(dut.memory[7])
    assert number(dut.memory[7]) == 0x77
    await Edge(dut.grid[3][4])
    assert number(dut.grid[3][4]) == 0x99


async def write_later(dut):
    await Timer(100, "ns")
    dut.real_i.value = 2.5
    await Timer(100, "ns")
    dut.memory[6].value = 0x66
    await Timer(1, "ns")
    dut.memory[7].value = 0x77
    await Timer(1, "ns")
    dut.grid[3][4].value = 0x99


@cocotb.test()
async def inout_port_that_the_rtl_drives(dut):
    dut.drive_i.value = 1
    await Timer(1, "ns")
    assert (number(dut.pad_io), number(dut.pad_o)) == (5, 5)
    dut.drive_i.value = 0
    await Timer(1, "ns")
    assert number(dut.pad_io) == 0


@cocotb.test()
async def iteration(dut):
    names = {handle._name for handle in dut}
    assert {"clk_i", "data_i", "count_o", "memory", "grid", "real_q", "string_q", "NAME", "WIDE",
            "g_with", "g_lane", "bus", "record_q"} <= names
    assert "event_q" not in names
    assert {handle._name for handle in dut.g_with} >= {"u_counter", "inner_q"}
    assert {handle._name for handle in dut.g_lane} == {"g_lane[0]", "g_lane[1]"}
    assert {handle._name for handle in dut.record_q} == {"count", "flag"}


@cocotb.test()
async def local_variables_of_named_blocks(dut):
    start(dut)
    await cycles(dut, 1)
    assert number(dut.named.local_q) == 17


@cocotb.test()
async def writes_in_the_read_only_phase_are_errors(dut):
    await ReadOnly()
    try:
        dut.data_i.value = 1
    except Exception:
        return
    assert False, "no error"

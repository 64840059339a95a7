# SPDX-License-Identifier: Apache-2.0
"""scripts/coverage_report.py: what it counts, and when it is not content."""

import contextlib
import io
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts"))
import coverage_report  # noqa: E402 (its folder is known only now)

MODULE = """module m;
  always_ff @(posedge clk_i) begin
    if (a) b <= 1; else b <= 0;
    if (c) begin
      d <= 1;
      e <= 1;
    end
  end

  function automatic int width(int x);
    return x;
  endfunction
endmodule
"""


def point(page, count, **keys):
    text = "".join(f"\x01{key}\x02{value}" for key, value in {"page": page, **keys}.items())
    return f"C '{text}' {count}\n"


def line(lines, count, at=1, kind="v_line/m", comment="block", column=1, file="rtl/m.sv"):
    return point(kind, count, f=file, l=at, n=column, o=comment, S=lines, h="TOP.m")


def covered_bin(name, count, instance="left"):
    return point("v_user/g", count, f="x.cpp", l=3, o=name, group="g", point="p", bin=name,
                 h=instance)


class Report:
    """One run over points."""

    def __init__(self, points, exceptions="", header="# SystemC::Coverage-3\n"):
        with tempfile.TemporaryDirectory() as directory:
            root = pathlib.Path(directory)
            (root / "rtl").mkdir()
            (root / "rtl/m.sv").write_text(MODULE)
            (root / "rtl/wires.sv").write_text("module wires; endmodule\n")
            (root / "data").write_text(header + "".join(points))
            (root / "exceptions").write_text(exceptions)
            arguments = ["--data", root / "data", "--root", root, "--exceptions", root / "exceptions",
                         "--output", root / "out"]
            text, errors = io.StringIO(), io.StringIO()
            with contextlib.redirect_stdout(text), contextlib.redirect_stderr(errors):
                self.code = coverage_report.main([str(argument) for argument in arguments])
            self.text, self.errors = text.getvalue(), errors.getvalue()
            info = root / "out/coverage.info"
            self.info = info.read_text().replace(str(root) + "/", "") if info.exists() else ""
            page = root / "out/index.html"
            self.html = page.read_text() if page.exists() else ""


ALL = [line("2", 9), line("3", 4, 3, "v_branch/m", "if"), line("3", 5, 3, "v_branch/m", "else", 2),
       line("4-6", 2, 4, "v_branch/m", "if"), covered_bin("x", 1)]


class CoverageReportTest(unittest.TestCase):
    def test_everything_covered(self):
        report = Report(ALL)
        self.assertEqual(report.code, 0, report.errors)
        self.assertIn("100.00 %  5 of 5", report.text)
        self.assertIn("g [left].p, lowest count 1", report.text)
        self.assertIn("no model with counters has them\n  rtl/wires.sv\n", report.text)
        self.assertIn("<td>g<td>left<td>p<td>1 of 1<td>1", report.html)

    def test_points_of_one_line_do_not_add_up_but_modules_do(self):
        twice = [*ALL, line("2", 9, kind="v_line/m__W4")]
        self.assertIn("DA:2,9\nDA:3,5\nDA:4,2\nDA:5,2\nDA:6,2\n", Report(ALL).info)
        self.assertIn("DA:2,18\n", Report(twice).info)
        self.assertIn("SF:rtl/m.sv\n", Report(ALL).info)
        self.assertIn("BRDA:3,0,0,4\nBRDA:3,0,1,5\nBRDA:4,0,0,2\nBRF:3\nBRH:3\n", Report(ALL).info)

    def test_files_elsewhere_do_not_count(self):
        report = Report([*ALL, line("2", 0, file="testbenches/rtl/m.sv"), line("2", 0, file="/m.sv")])
        self.assertEqual(report.code, 0, report.errors)
        self.assertIn("5 of 5", report.text)

    def test_a_line_that_is_not_covered_needs_a_reason(self):
        points = [line("2", 40), line("3", 0, 3), line("4-6", 2, 4), covered_bin("x", 1)]
        report = Report(points)
        self.assertEqual(report.code, 1)
        self.assertIn("rtl/m.sv:3: if (a) b <= 1; else b <= 0;\n      NO REASON GIVEN", report.text)
        self.assertIn("lines: 80.00 %, wanted 95 %", report.errors)
        self.assertIn("rtl/m.sv:3: not covered, and no reason given", report.errors)
        reason = '[[line]]\nfile = "rtl/m.sv"\ntext = "if (a)"\nreason = "a is 0"\n'
        report = Report(points, reason)
        self.assertIn("      a is 0", report.text)
        self.assertNotIn("no reason given", report.errors)
        self.assertEqual(report.code, 1, "a reason does not lift the count")

    def test_an_exception_may_span_lines(self):
        points = [line("2,3", 1), line("4-6", 0, 4), covered_bin("x", 1)]
        report = Report(points, '[[line]]\nfile = "rtl/m.sv"\ntext = "if (c)"\nlines = 3\nreason = "r"\n')
        self.assertNotIn("no reason given", report.errors)

    def test_bins_are_wanted_in_each_instance(self):
        report = Report([*ALL, covered_bin("x", 0, "right")])
        self.assertEqual(report.code, 1)
        self.assertIn("bin g.right.p.x: not hit", report.errors)
        reason = '[[bin]]\ninstance = "ri*"\nbin = "x"\nreason = "cannot be"\n'
        report = Report([*ALL, covered_bin("x", 0, "right")], reason)
        self.assertEqual(report.code, 0, report.errors)
        self.assertIn("not hit: g [right].p.x\n      cannot be", report.text)

    def test_an_exception_for_what_is_covered_is_an_error(self):
        report = Report(ALL, '[[bin]]\nbin = "x"\nreason = "cannot be"\n')
        self.assertEqual(report.code, 1)
        self.assertIn("fits nothing that is not covered", report.errors)

    def test_constant_functions_do_not_count(self):
        functions = '[[constant_functions]]\nfile = "rtl/m.sv"\nnames = ["width"]\n'
        unhit = line("11-12", 0, 11)
        report = Report([*ALL, unhit], functions)
        self.assertEqual(report.code, 0, report.errors)
        self.assertIn("100.00 %  5 of 5", report.text)
        self.assertIn("  rtl/m.sv: width\n", report.text)
        self.assertNotIn("DA:11", report.info)
        self.assertEqual(Report([*ALL, unhit]).code, 1)
        self.assertIn("rtl/m.sv: width is no function with lines that were never run",
                      Report([*ALL, line("11-12", 1, 11)], functions).errors)
        self.assertIn("widt is no function", Report(ALL, functions.replace("h\"", "\"")).errors)

    def test_exceptions_for_what_did_not_run_are_left_alone(self):
        other = ('[[line]]\nfile = "rtl/wires.sv"\ntext = "wires"\nreason = "r"\n'
                 '[[constant_functions]]\nfile = "rtl/wires.sv"\nnames = ["f"]\n'
                 '[[bin]]\ngroup = "other"\nreason = "r"\n')
        self.assertEqual(Report(ALL, other).code, 0, Report(ALL, other).errors)
        gone = Report(ALL, other.replace("wires.sv", "gone.sv"))
        self.assertIn("rtl/gone.sv: f is no function", gone.errors)
        self.assertIn("fits nothing that is not covered: {'file': 'rtl/gone.sv'", gone.errors)

    def test_no_lines_at_all_is_not_full_coverage(self):
        report = Report([covered_bin("x", 1)])
        self.assertEqual(report.code, 1)
        self.assertIn("no line of rtl/ was counted", report.errors)

    def test_toggles_are_listed_by_signal(self):
        bits = [point("v_toggle/m", count, f="rtl/m.sv", l=2, n=1, o=f"state[{bit}]")
                for bit, count in enumerate((1, 0, 0))]
        report = Report([*ALL, *bits])
        self.assertEqual(report.code, 0, report.errors)
        self.assertIn("1 of 3", report.text)
        self.assertIn("rtl/m.sv:2: state (2)", report.text)

    def test_bad_input_is_named(self):
        self.assertEqual(Report([], header="nonsense\n").code, 2)
        self.assertIn("not a coverage file", Report([], header="nonsense\n").errors)
        self.assertIn("expected a point, found 'C x'", Report(["C x\n"]).errors)
        self.assertIn("missing ['reason', 'text']",
                      Report(ALL, '[[line]]\nfile = "rtl/m.sv"\n').errors)


if __name__ == "__main__":
    unittest.main()

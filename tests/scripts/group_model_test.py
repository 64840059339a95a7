# SPDX-License-Identifier: Apache-2.0
"""group_model_test.py REPOSITORY

scripts/group_model.py on what Verilator writes: the same files, in few."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

CLASSES = """VM_TRACE = 1
VM_CLASSES_FAST += \\
\tVtop \\
\tVtop__DepSet__0 \\
\tVtop__Trace__0 \\
\tVtop__DepSet__1 \\

VM_CLASSES_SLOW += \\
\tVtop__Slow \\
\tVtop__Trace__0__Slow \\

VM_SUPPORT_FAST += \\

VM_SUPPORT_SLOW += \\
\tVtop__Syms \\

VM_GLOBAL_FAST += \\
\tverilated \\

"""
SOURCES = ["Vtop", "Vtop__DepSet__0", "Vtop__Trace__0", "Vtop__DepSet__1", "Vtop__Slow", "Vtop__Trace__0__Slow",
           "Vtop__Syms"]


class GroupModel(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.folder = pathlib.Path(place.name)
        self.write("Vtop.mk", "include Vtop_classes.mk\n")
        self.write("Vtop_classes.mk", CLASSES)
        for source in SOURCES:
            self.write(f"{source}.cpp", "// nothing\n")

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")

    def group(self):
        """Runs it; returns what make compiles, by variable, and what each file includes."""
        subprocess.run([sys.executable, SCRIPT, self.folder, "Vtop"], check=True)
        lists, variable = {}, None
        for line in (self.folder / "Vtop_classes.mk").read_text(encoding="utf-8").splitlines():
            if "+=" in line:
                variable = line.split()[0]
                lists[variable] = []
            elif line.startswith("\t"):
                lists[variable].append(line.split()[0])
        return lists, lambda name: [
            line.split('"')[1]
            for line in (self.folder / f"{name}.cpp").read_text(encoding="utf-8").splitlines()]

    def test_all_is_compiled_once_at_its_own_optimisation(self):
        lists, included = self.group()
        self.assertEqual(len(lists["VM_CLASSES_FAST"]), 2)
        fast, trace = lists["VM_CLASSES_FAST"]
        self.assertEqual(included(fast), ["Vtop.cpp", "Vtop__DepSet__0.cpp", "Vtop__DepSet__1.cpp"])
        self.assertEqual(included(trace), ["Vtop__Trace__0.cpp"])
        self.assertIn("__Trace__", trace)
        slow = [name for group in lists["VM_CLASSES_SLOW"] for name in included(group)]
        self.assertEqual(sorted(slow), ["Vtop__Slow.cpp", "Vtop__Syms.cpp", "Vtop__Trace__0__Slow.cpp"])
        self.assertEqual(lists["VM_SUPPORT_SLOW"], [])
        self.assertEqual(lists["VM_GLOBAL_FAST"], ["verilated"])

    def test_a_large_model_stays_in_several_files(self):
        self.write("Vtop__DepSet__0.cpp", "//" + "x" * 3_000_000)
        self.write("Vtop__DepSet__1.cpp", "//" + "x" * 3_000_000)
        lists, included = self.group()
        groups = [included(name) for name in lists["VM_CLASSES_FAST"]]
        self.assertEqual(groups, [["Vtop.cpp", "Vtop__DepSet__0.cpp"], ["Vtop__DepSet__1.cpp"],
                                  ["Vtop__Trace__0.cpp"]])

    def test_a_verilator_that_compiles_headers_once_is_left_alone(self):
        self.write("Vtop.mk", "VK_PCH_H = Vtop__pch.h\n")
        self.group()
        self.assertEqual((self.folder / "Vtop_classes.mk").read_text(encoding="utf-8"), CLASSES)


if __name__ == "__main__":
    SCRIPT = pathlib.Path(sys.argv.pop(1)) / "scripts/group_model.py"
    unittest.main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tidy_test.py SOURCE: how scripts/tidy.py knows what an object was compiled from."""

import json
import os
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(sys.argv[1]) / "scripts"))
sys.dont_write_bytecode = True
import tidy  # noqa: E402


class Dependencies(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.build = pathlib.Path(folder.name)
        tidy.modified.cache_clear()

    def file(self, name, time):
        (self.build / name).touch()
        os.utime(self.build / name, (time, time))

    def test_are_those_of_objects_that_are_up_to_date(self):
        for name, time in {"old.o": 1, "a.hpp": 2, "a.cpp": 3, "a.o": 3}.items():
            self.file(name, time)
        text = ("a.o: #deps 2, deps mtime 1 (VALID)\n    a.cpp\n    a.hpp\n\n"
                "old.o: #deps 1, deps mtime 1 (VALID)\n    a.hpp\n\n"
                "gone.o: #deps 1, deps mtime 1 (STALE)\n    a.hpp\n")
        self.assertEqual(tidy.dependencies(self.build, text),
                         {"a.o": [self.build / "a.cpp", self.build / "a.hpp"]})

    def test_of_an_object_without_any_are_not_known(self):
        self.file("empty.o", 1)
        self.assertEqual(tidy.dependencies(self.build, "empty.o: #deps 0, deps mtime 1 (VALID)\n"), {})


class CompileCommands(unittest.TestCase):
    def test_each_source_of_a_unity_file_has_its_own(self):
        with tempfile.TemporaryDirectory() as folder:
            build = pathlib.Path(folder)
            (build / "Unity").mkdir()
            unity = build / "Unity/unity_0_cxx.cxx"
            unity.write_text('/* made by CMake */\n\n#include "/a/one.cpp"\n\n#include "/a/two.cpp"\n')
            entries = [{"directory": folder, "file": str(file), "command": f"c++ -DX -o {name} -c {file}"}
                       for name, file in (("u.o", unity), ("three.o", "/a/three.cpp"))]
            (build / "compile_commands.json").write_text(json.dumps(entries))
            self.assertEqual(tidy.compile_commands(build), {
                f"/a/{name}.cpp": (folder, ["c++", "-DX", "-o", output, "-c", f"/a/{name}.cpp"], output)
                for name, output in (("one", "u.o"), ("two", "u.o"), ("three", "three.o"))})


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])

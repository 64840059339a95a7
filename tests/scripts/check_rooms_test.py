# SPDX-License-Identifier: Apache-2.0
"""scripts/check_rooms.py: an include against the table of rooms is told, with the rule that it breaks."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts/check_rooms.py"
TABLE = 'any = ["tests"]\n[rooms]\n"sim/base" = []\n"sim/optics" = ["sim/base"]\n"sim/optics/laser" = ["sim/optics"]\n'


class Rooms(unittest.TestCase):
    def check(self, files, table=TABLE):
        """Exit code and complaints about a tree of these files."""
        with tempfile.TemporaryDirectory() as folder:
            tree = pathlib.Path(folder)
            for room in ("sim/base", "sim/optics/laser", "tests", "scripts"):
                (tree / room).mkdir(parents=True)
            (tree / "scripts/rooms.toml").write_text(table)
            for name, text in files.items():
                (tree / name).write_text(text)
            result = subprocess.run([SCRIPT, tree], capture_output=True, text=True, check=False)
        return result.returncode, result.stderr

    def assert_good(self, files):
        self.assertEqual(self.check(files), (0, ""))

    def assert_told(self, said, files, table=TABLE):
        code, told = self.check(files, table)
        self.assertEqual(code, 1)
        self.assertIn(said, told)

    def test_this_tree_keeps_to_its_table(self):
        result = subprocess.run([SCRIPT], capture_output=True, text=True, check=False)
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_what_the_table_allows(self):
        self.assert_good({"sim/optics/fibre.cpp": '#include "sim/base/random.hpp"\n#include "made.hpp"\n',
                          "sim/base/random.cpp": '#include "sim/base/random.hpp"\n#include <sim/optics/a.hpp>\n'})

    def test_an_arrow_against_the_table_and_its_rule(self):
        self.assert_told('sim/base/random.cpp:2: includes sim/optics/fibre.hpp: sim/base may use no other room; '
                         'found sim/optics',
                         {"sim/base/random.cpp": '\n  #  include "sim/optics/fibre.hpp"\n'})

    def test_a_room_in_a_room_is_one_of_its_own(self):
        self.assert_good({"sim/optics/laser/chirp.cpp": '#include "sim/optics/fibre.hpp"\n'})
        self.assert_told("sim/optics may use sim/base; found sim/optics/laser",
                         {"sim/optics/fibre.cpp": '#include "sim/optics/laser/chirp.hpp"\n'})

    def test_a_relative_path_is_no_way_round(self):
        self.assert_told("found sim/optics", {"sim/optics/fibre.hpp": "",
                                              "sim/base/random.cpp": '#include "../optics/fibre.hpp"\n'})

    def test_tests_may_use_all_and_nobody_uses_them(self):
        self.assert_good({"tests/all.cpp": '#include "sim/optics/laser/chirp.hpp"\n'})
        self.assert_told("found tests", {"sim/base/random.cpp": '#include "tests/all.hpp"\n'})

    def test_a_source_in_no_room(self):
        self.assert_told("sim/stray.cpp: in no room", {"sim/stray.cpp": ""})

    def test_a_table_that_goes_round_in_a_circle(self):
        self.assert_told("a circle: ", {}, TABLE.replace('"sim/base" = []', '"sim/base" = ["sim/optics/laser"]'))

    def test_a_table_of_rooms_that_are_not_there(self):
        self.assert_told("there is no room sim/moon", {}, TABLE + '"sim/moon" = []\n')
        self.assert_told("sim/base may use sim/moon, which is not in the table", {},
                         TABLE.replace('"sim/base" = []', '"sim/base" = ["sim/moon"]'))


if __name__ == "__main__":
    unittest.main()

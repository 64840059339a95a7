#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""check_rooms.py [TREE]: holds every include of ours against the table scripts/rooms.toml.

Fails with a line for each include that the table does not allow, each source in no room, each room of
the table that is not there, and each circle in the table. Exit code 1 when there is any.
"""

import argparse
import graphlib
from pathlib import Path
import re
import sys
import tomllib

SOURCES = (".cpp", ".hpp", ".h")
PLACES = ("drivers", "host", "sim", "testbenches", "tests")
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')


class Table:
    def __init__(self, file):
        content = tomllib.loads(file.read_text())
        self.free = content["any"]
        self.uses = content["rooms"]

    def room_of(self, path):
        """The room of a file, or None."""
        found = [room for room in (*self.uses, *self.free) if path.startswith(room + "/")]
        return max(found, key=len, default=None)

    def problems(self, tree):
        for room in (*self.uses, *self.free):
            if not (tree / room).is_dir():
                yield f"scripts/rooms.toml: there is no room {room}"
        for room, used in self.uses.items():
            for other in set(used) - set(self.uses):
                yield f"scripts/rooms.toml: {room} may use {other}, which is not in the table"
        try:
            graphlib.TopologicalSorter(self.uses).prepare()
        except graphlib.CycleError as error:
            yield f"scripts/rooms.toml: a circle: {' -> '.join(error.args[1])}"

    def broken_by(self, room, included):
        """Why a file of `room` may not include that, or None. What is in no room is generated."""
        other = self.room_of(included)
        if other in (None, room) or room in self.free:
            return None
        if other in self.uses[room]:
            return None
        allowed = ", ".join(self.uses[room]) or "no other room"
        return f"{room} may use {allowed}; found {other}"


def sources(tree):
    for place in PLACES:
        for file in sorted((tree / place).rglob("*")):
            if file.suffix in SOURCES and file.is_file():
                yield file


def in_tree(tree, file, name):
    """The path in the tree that an include means: beside the file, or from the top."""
    beside = (file.parent / name).resolve()
    return str(beside.relative_to(tree)) if beside.is_relative_to(tree) and beside.is_file() else name


def problems(tree):
    table = Table(tree / "scripts/rooms.toml")
    yield from table.problems(tree)
    for file in sources(tree):
        path = str(file.relative_to(tree))
        room = table.room_of(path)
        if room is None:
            yield f"{path}: in no room of scripts/rooms.toml"
            continue
        for number, line in enumerate(file.read_text(errors="replace").splitlines(), 1):
            match = INCLUDE.match(line)
            reason = match and table.broken_by(room, in_tree(tree, file, match[1]))
            if reason:
                yield f"{path}:{number}: includes {match[1]}: {reason}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("tree", nargs="?", type=Path, default=Path(__file__).parents[1], help="default: this one")
    found = list(problems(parser.parse_args().tree.resolve()))
    for problem in found:
        print(f"check_rooms: {problem}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

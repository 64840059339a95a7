#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""group_model.py FOLDER PREFIX

Before the C++ of a Verilated model is compiled: has make compile a few large files in the place of
Verilator's many. Each of those reads the same headers again, which takes longer than its own code. A
Verilator that compiles the headers once (V*__pch.h) needs no help and gets none."""
import re
import sys
from pathlib import Path

# Of source in a file: more than a bench's model has, little enough that a large one is spread over the
# processors.
LARGEST = 4_000_000


def grouped(folder, prefix, kind, names):
    """Writes files that include those of `names`; returns their names."""
    groups, size = [], LARGEST
    for name in names:
        length = (folder / f"{name}.cpp").stat().st_size
        if size + length > LARGEST:
            groups.append([])
            size = 0
        groups[-1].append(name)
        size += length
    made = []
    for number, group in enumerate(groups):
        made.append(f"{prefix}__{kind}__group{number}")
        text = "".join(f'#include "{name}.cpp"\n' for name in group)
        (folder / f"{made[-1]}.cpp").write_text(text, encoding="utf-8")
    return made


def group(folder, prefix):
    """Rewrites PREFIX_classes.mk."""
    if "VK_PCH_H" in (folder / f"{prefix}.mk").read_text(encoding="utf-8"):
        return
    makefile = folder / f"{prefix}_classes.mk"

    def in_groups(match):
        speed = match["speed"].lower()
        names = match["names"].replace("\\", " ").split()
        tracing = [name for name in names if "__Trace__" in name]  # see verilated_trace.mk
        others = [name for name in names if name not in tracing]
        made = grouped(folder, prefix, speed, others) + grouped(folder, prefix, f"{speed}__Trace__", tracing)
        return match["variable"] + "".join(f"\t{name} \\\n" for name in made)

    text = makefile.read_text(encoding="utf-8")
    # What supports the classes is slow code too.
    support = re.search(r"VM_SUPPORT_SLOW \+= \\\n((?:\t.*\n)*)", text)
    if support:
        text = text.replace(support[1], "", 1)
        text = text.replace("VM_CLASSES_SLOW += \\\n", "VM_CLASSES_SLOW += \\\n" + support[1], 1)
    text = re.sub(r"(?P<variable>VM_CLASSES_(?P<speed>FAST|SLOW) \+= \\\n)(?P<names>(?:\t.*\n)*)", in_groups, text)
    makefile.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    group(Path(sys.argv[1]), sys.argv[2])

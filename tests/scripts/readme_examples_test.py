#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""readme_examples_test.py SOURCE BUILD fast|slow: runs the commands of the READMEs as they stand.

Examples are the lines "$ lightloop ..." of fenced blocks, the commands in the second column of the
table "to do this", and indented blocks that call lightloop. Each one must succeed, and of fenced
blocks the lines that are shown must come, in their order: "..." stands for any lines, in a line for
any text with the blanks around it, and a line that ends with "|" for its beginning. They run in a folder
of their own, where `tests`, `scripts` and `build/release` are
links; FILE is a file there and BYTES its length.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

READMES = ["README.md", "host/profiles/README.md", "docs/guide-rtl.md", "docs/guide-fpga.md",
           "docs/guide-module.md"]
# Nothing stands for these here; the rest of the command line is tested elsewhere.
SKIPPED = {"--engine card": "needs a card", "my.xclbin": "needs a host program and its kernel"}
# Minutes of work.
SLOW = ["--codewords 1e6", "pack-xclbin"]


class Example:
    def __init__(self, place, command, shown):
        self.place, self.command, self.shown = place, command, shown

    def skipped(self):
        return next((why for words, why in SKIPPED.items() if words in self.command), None)

    def slow(self):
        return any(words in self.command for words in SLOW)


def fenced(place, block):
    example = None
    for line in block:
        if line.startswith("$ "):
            example = Example(place, line[2:], [])
            if line.startswith("$ lightloop "):
                yield example
        elif example:
            example.shown.append(line)


def table_row(place, line):
    cells = line.split("|")
    commands = re.findall(r"`(lightloop [^`]*)`", cells[2]) if len(cells) > 3 else []
    if commands:
        yield Example(place, " && ".join(commands), [])


def examples(name, text):
    lines, at, in_table = text.splitlines(), 0, False
    while at < len(lines):
        place, line = f"{name}:{at + 1}", lines[at]
        if line.startswith("```"):
            end = lines.index("```", at + 1)
            yield from fenced(place, lines[at + 1 : end])
            at = end
        elif line.startswith("    ") and not lines[at - 1].strip():
            end = at
            while end < len(lines) and lines[end].startswith("    "):
                end += 1
            block = [l.strip() for l in lines[at:end]]
            if any(l.startswith("lightloop ") for l in block):
                yield Example(place, "\n".join(["set -e", *block]), [])
            at = end - 1
        in_table = line.startswith("|") and (in_table or "to do this" in line)
        if in_table:
            yield from table_row(place, line)
        at += 1


def missing_line(shown, output):
    """The first line of `shown` that does not come where it should, or None."""
    lines, at, anywhere = output.splitlines(), 0, False
    for wanted in shown:
        if wanted == "...":
            anywhere = True
            continue

        def fits(line, wanted=wanted):
            parts = [re.escape(part.strip() if "..." in wanted else part) for part in wanted.split("...")]
            pattern = ".*".join(parts) + (".*" if wanted.endswith("|") else "")
            return re.fullmatch(pattern, line) is not None

        last = len(lines) if anywhere else min(at + 1, len(lines))
        found = next((i for i in range(at, last) if fits(lines[i])), None)
        if found is None:
            return wanted
        at, anywhere = found + 1, False
    return None


def run(example, source, build):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for room in ("tests", "scripts"):
            (folder / room).symlink_to(source / room)
        (folder / "build").mkdir()
        (folder / "build/release").symlink_to(build)
        shutil.copy(source / "README.md", folder / "FILE")
        length = str((folder / "FILE").stat().st_size)
        command = f'PATH="{build}/bin:$PATH"\n' + example.command.replace("BYTES", length)
        result = subprocess.run(
            ["bash", "-c", command], cwd=folder, capture_output=True, text=True, timeout=3000
        )
    if result.returncode != 0:
        return f"exit code {result.returncode}\n{result.stdout}{result.stderr}"
    line = missing_line(example.shown, result.stdout)
    return None if line is None else f"does not print\n{line}\nbut\n{result.stdout}"


def main():
    source, build = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    slow = sys.argv[3] == "slow"
    failures = ran = 0
    for name in READMES:
        found = list(examples(name, (source / name).read_text()))
        if not found:
            sys.exit(f"{name}: no examples found")
        for example in found:
            if why := example.skipped():
                print(f"skipped {example.place}: {example.command}: {why}")
                continue
            if example.slow() != slow:
                continue
            problem = run(example, source, build)
            print(f"{'FAILED' if problem else 'passed'}  {example.place}: {example.command}", flush=True)
            if problem:
                print(problem)
            failures += problem is not None
            ran += 1
    print(f"{ran} examples, {failures} failures")
    sys.exit(1 if failures or not ran else 0)


if __name__ == "__main__":
    main()

# SPDX-License-Identifier: Apache-2.0
"""Runs the tools that compile a kernel, keeps what they say, and finds the errors in it."""

import os
from pathlib import Path
import re
import signal
import subprocess

from .errors import PackError

# Verilator's own, the compiler's, the linker's.
_ERROR = re.compile(r"^%Error|: (?:fatal )?error: |undefined reference to |^ld: |: ld returned ")
_CLOSING = re.compile(r"^%Error: (?:Exiting due to|Command Failed)|: ld returned ")
# What follows an error and belongs to it: the line of the source, a mark below it.
_MORE = re.compile(r"^\s")
_WARNING = re.compile(r"^%Warning|: warning: ")
MOST_ERROR_LINES = 24
MOST_LAST_LINES = 10
LONGEST_LINE = 300


class BuildError(PackError):
    """A tool failed. `log` is the file with all that was said; it may lie in a folder that is about
    to be removed."""

    def __init__(self, what, log):
        super().__init__(what)
        self.log = Path(log)
        self.text = self.log.read_text(errors="replace")

    def message(self, log):
        """What went wrong, errors first; `log` is where the user finds the rest."""
        return f"{self}; {summary(self.text)}\n  the whole log: {log}"


def summary(text):
    """The errors of a log, without warnings; its last lines if none is to be recognized."""
    lines = [line[:LONGEST_LINE] for line in text.splitlines()]
    found, taking = [], False
    for line in lines:
        if _ERROR.search(line):
            taking = not _CLOSING.search(line)
        elif not _MORE.match(line):
            taking = False
        if taking and "..." not in line[:40]:
            found.append(line)
    warnings = sum(1 for line in lines if _WARNING.search(line))
    shown = found[:MOST_ERROR_LINES] or lines[-MOST_LAST_LINES:]
    title = "the errors:" if found else "the last it said:"
    if len(found) > len(shown):
        shown.append(f"... and {len(found) - len(shown)} lines more")
    if warnings:
        shown.append(f"({warnings} {'warning is' if warnings == 1 else 'warnings are'} left out)")
    return "\n".join([title, *(f"  {line}" for line in shown)])


def count_warnings(log):
    text = Path(log).read_text(errors="replace")
    return sum(1 for line in text.splitlines() if _WARNING.search(line))


def run_logged(command, what, log):
    """Raises BuildError. What the tool says is added to the file `log`."""
    # A group of its own: when this process is told to end, all that it has started ends with it.
    with open(log, "a", encoding="utf-8") as stream, subprocess.Popen(
            command, stdout=stream, stderr=subprocess.STDOUT, process_group=0) as process:
        try:
            process.wait()
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    if process.returncode != 0:
        raise BuildError(f"{what} failed", log)

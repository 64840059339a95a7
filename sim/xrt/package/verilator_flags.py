# SPDX-License-Identifier: Apache-2.0
"""Flags for Verilator that users give with a kernel."""

import re

from .errors import PackError
from .number_text import parse_number, shown

MOST_THREADS = 64

_NO_MODEL = "makes Verilator produce something else than a kernel's model"
_REFUSED = {
    "timing": "time inside a kernel is not simulated: its clock comes from the device, and delays "
              "mean nothing; leave the flag out",
    "sc": _NO_MODEL, "exe": _NO_MODEL, "main": _NO_MODEL, "binary": _NO_MODEL, "build": _NO_MODEL,
    "lint-only": _NO_MODEL, "xml-only": _NO_MODEL, "json-only": _NO_MODEL, "lib-create": _NO_MODEL,
    "protect-lib": _NO_MODEL, "dpi-hdr-only": _NO_MODEL, "E": _NO_MODEL, "hierarchical": _NO_MODEL,
    "Mdir": "where the model is made is for --build-dir to say",
    "prefix": "the name of the model is that of the kernel",
    "top-module": "give the top module with top=MODULE",
    "top": "give the top module with top=MODULE",
    "trace": "waveforms are FST files, which are there without a flag",
    "trace-vcd": "waveforms are FST files, which are there without a flag",
    "trace-threads": "waveforms are written by the device's own thread",
    "coverage": "coverage is not collected from kernels",
    "coverage-line": "coverage is not collected from kernels",
    "coverage-toggle": "coverage is not collected from kernels",
    "coverage-user": "coverage is not collected from kernels",
    "savable": "the state of a kernel cannot be saved",
    "vpi": "nothing reads a kernel through VPI",
    "threads-dpi": "kernels use no DPI from several threads",
}


def _name_and_value(flag):
    """Of `--flag`, `--flag VALUE` and `--flag=VALUE`; the value is None without one."""
    name, *value = re.split("[ =]", flag, maxsplit=1)
    return name.lstrip("-") if name.startswith("-") else "", value[0] if value else None


def check_flags(title, flags):
    """Refuses what would only fail later, with the reason. Raises PackError; `title` begins it."""
    for flag in flags:
        reason = _REFUSED.get(_name_and_value(flag)[0])
        if reason:
            raise PackError(f"{title}: flag={flag}: {reason}")
    threads(title, flags)


def threads(title, flags):
    """The number of threads of a model: --threads N, given as one flag or two; 1 without."""
    count = 1
    for number, flag in enumerate(flags):
        name, value = _name_and_value(flag)
        if name != "threads":
            continue
        if value is None:
            value = flags[number + 1] if number + 1 < len(flags) else ""
        count = None if "=" in flag else parse_number(value.strip())
        if count is None or not 1 <= count <= MOST_THREADS:
            raise PackError(f"{title}: flag={flag}: found {shown(value)}, expected 1 to "
                            f"{MOST_THREADS} threads, e.g. flag=--threads,flag=2")
    return count


def split_flags(flags):
    """As Verilator takes them: a flag and its value are two arguments."""
    return [part for flag in flags
            for part in (flag.split(" ", 1) if flag.startswith("--") else [flag])]


def search_directories(flags):
    """Those that `flags` name for included files."""
    flags = split_flags(flags)
    found = []
    for number, flag in enumerate(flags):
        if flag in ("-I", "-y") and number + 1 < len(flags):
            found.append(flags[number + 1])
        elif flag.startswith(("-I", "-y")):
            found.append(flag[2:])
        elif flag.startswith("+incdir+"):
            found += [name for name in flag.removeprefix("+incdir+").split("+") if name]
    return found

# SPDX-License-Identifier: Apache-2.0
"""The RTL of a kernel: what it is written in, and the data files that it reads."""

from pathlib import Path
import re

from .errors import PackError
from .files import read_regular_file

OTHER_KINDS = {
    ".vhd": "VHDL, which Verilator does not read: convert it to Verilog (ghdl --synth --out=verilog)",
    ".vhdl": "VHDL, which Verilator does not read: convert it to Verilog (ghdl --synth --out=verilog)",
    ".xci": "a description of a Vivado IP, not its RTL", ".xcix": "a Vivado IP, not RTL",
    ".dcp": "a netlist of Vivado, not RTL", ".edf": "a netlist, not RTL", ".edn": "a netlist, not RTL",
    ".edif": "a netlist, not RTL", ".ngc": "a netlist, not RTL",
    ".xo": "a kernel packed for Vitis: it is a zip file with kernel.xml and RTL inside",
    ".tcl": "a script of Vivado, not RTL", ".xdc": "constraints, not RTL",
}

MOST_SOURCE_BYTES = 64 << 20
MOST_DATA_BYTES = 64 << 20
MOST_DATA_FILES = 1000

_COMMENT_OR_TEXT = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"', re.DOTALL)
_INCLUDE = re.compile(r"`include\s*$")
_READS = re.compile(r"\$readmem[hb]\s*\(\s*$")
_PROTECTED = re.compile(r"^\s*`(?:pragma\s+protect\s+(?:begin_protected|data_block)|protected)\b",
                        re.MULTILINE)


def check_kinds(title, files):
    """Raises PackError for a file that is no Verilog; `title` begins the message."""
    for file in files:
        kind = OTHER_KINDS.get(Path(file).suffix.lower())
        if kind:
            raise PackError(f"{title}: {file}: is {kind}")


_NOT_SYNTHESIZED = re.compile(
    r"(?://|/\*)\s*(?:synthesis|synopsys|pragma|vivado)\s+translate_off\b.*?"
    r"(?:\b(?:synthesis|synopsys|pragma|vivado)\s+translate_on\b[^\n]*|\Z)", re.DOTALL)


def synthesized(file, directory, number):
    """The file without what lies between comments `synthesis translate_off` and `translate_on`, which
    is not on a card either: itself if there is none, else a copy in `directory`, with the same lines.
    `number` tells copies of one name apart."""
    content = read_regular_file(file, MOST_SOURCE_BYTES).decode("utf-8", errors="surrogateescape")
    blanked = _NOT_SYNTHESIZED.sub(lambda match: "\n" * match[0].count("\n"), content)
    if blanked == content:
        return file
    copy = Path(directory) / f"{Path(file).stem}_{number}{Path(file).suffix}"
    copy.write_text(f'`line 1 "{file}" 0\n{blanked}', encoding="utf-8", errors="surrogateescape")
    return copy


def _texts(source):
    """(text, it is what a system task reads) for each text literal outside of comments."""
    for match in _COMMENT_OR_TEXT.finditer(source):
        if match[0].startswith('"'):
            before = source[max(0, match.start() - 40):match.start()]
            if not _INCLUDE.search(before):
                yield match[0][1:-1], _READS.search(before) is not None


def find_data_files(kernel, sources, directories):
    """The files that texts in `sources` name ($readmemh, parameters that reach it), looked for beside
    the source, where this program runs, and in `directories`. Returns ([path], [notes])."""
    found, notes = {}, []
    for file in sources:
        content = read_regular_file(file, MOST_SOURCE_BYTES).decode("utf-8", errors="replace")
        if _PROTECTED.search(content):
            raise PackError(f"kernel {kernel}: {file}: is encrypted, which Verilator does not read")
        places = [Path(file).parent, Path("."), *map(Path, directories)]
        for text, is_read in _texts(content):
            if not text or len(text) > 1000 or "\0" in text:
                continue
            path = next((place / text for place in places if _is_file(place / text)), None)
            if path is not None:
                found.setdefault(path.resolve(), None)
            elif is_read and "%" not in text:
                notes.append(f"kernel {kernel}: {file} reads \"{text}\", which is not there; looked "
                             f"in {', '.join(sorted({str(place) for place in places}))}; it can be "
                             "given with data=FILE")
    return list(found), notes


def _is_file(path):
    try:
        return path.is_file()
    except OSError:
        return False


def collect_data(kernel, files):
    """{name: path} of data files; a kernel finds them by their names, without folders."""
    by_name = {}
    for file in files:
        path = Path(file)
        other = by_name.setdefault(path.name, path)
        if other.resolve() != path.resolve():
            raise PackError(f"kernel {kernel}: data files {other} and {path} have the same name, by "
                            "which the kernel finds them")
    if len(by_name) > MOST_DATA_FILES:
        raise PackError(f"kernel {kernel}: {len(by_name)} data files, expected at most "
                        f"{MOST_DATA_FILES}")
    return by_name

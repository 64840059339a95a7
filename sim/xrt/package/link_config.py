# SPDX-License-Identifier: Apache-2.0
"""Reads the files that users of Vitis give with v++ --config: which compute units there are, and what
they are connected to."""

from dataclasses import dataclass, field

from .errors import PackError
from .files import read_regular_file
from .kernel_xml import is_identifier
from .number_text import parse_number, shown
from .topology import MOST_UNITS

MOST_BYTES = 1 << 20


@dataclass
class LinkConfig:
    sp: list = field(default_factory=list)
    sc: list = field(default_factory=list)
    stream: list = field(default_factory=list)
    nk: list = field(default_factory=list)
    notes: list = field(default_factory=list)


# [connectivity] of v++; [lightloop] is ours.
_CONNECTIVITY = {"sp": "sp", "sc": "sc", "stream_connect": "sc", "nk": "nk"}
_OWN = {"stream": "stream"}
_IGNORED = {"slr": "the emulated card has no regions"}


def read_link_config(path, config):
    """Adds what is in the file to `config`; raises PackError."""
    try:
        text = read_regular_file(path, MOST_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PackError(f"{path}: found bytes that are not UTF-8, expected a text") from None
    section, ignored = "", {}
    for number, line in enumerate(text.splitlines(), 1):
        line = line.split("#", 1)[0].strip()
        title = f"{path}:{number}"
        if not line:
            continue
        if line.startswith("["):
            if not line.endswith("]"):
                raise PackError(f"{title}: found {shown(line)}, expected [SECTION]")
            section = line[1:-1].strip().lower()
            continue
        key, separator, value = line.partition("=")
        key, value = key.strip().lower(), value.strip()
        if not separator or not key:
            raise PackError(f"{title}: found {shown(line)}, expected KEY=VALUE")
        kinds = {"connectivity": _CONNECTIVITY, "lightloop": _OWN}.get(section, {})
        if key in kinds:
            getattr(config, kinds[key]).append(value)
        elif section == "lightloop":
            raise PackError(f"{title}: found {shown(key)}, expected {', '.join(_OWN)}")
        else:
            ignored.setdefault((section, key), None)
    for section, key in ignored:
        place = f"[{section}] {key}" if section else key
        reason = _IGNORED.get(key) if section == "connectivity" else None
        config.notes.append(f"{path}: {place} is ignored{f': {reason}' if reason else ''}")


def parse_nk(text, kernels):
    """KERNEL:COUNT[:NAME.NAME...]; returns (kernel's name, [names of its compute units])."""
    parts = text.split(":")
    if not 2 <= len(parts) <= 3:
        raise PackError(f"nk={text}: expected KERNEL:COUNT or KERNEL:COUNT:NAME.NAME")
    if parts[0] not in kernels:
        raise PackError(f"nk={text}: no kernel {shown(parts[0])}; there are {', '.join(kernels)}")
    count = parse_number(parts[1])
    if count is None or not 1 <= count <= MOST_UNITS:
        raise PackError(f"nk={text}: found {shown(parts[1])}, expected 1 to {MOST_UNITS}")
    names = [f"{parts[0]}_{i}" for i in range(1, count + 1)]
    if len(parts) == 3:
        names = parts[2].replace(",", ".").split(".")
        if len(names) != count:
            raise PackError(f"nk={text}: found {len(names)} names, expected {count}")
        for name in names:
            if not is_identifier(name):
                raise PackError(f"nk={text}: found {shown(name)}, expected an identifier")
    return parts[0], names


def read_instances(specifications, kernels, counts):
    """{kernel's name: names of its compute units} of nk= texts; `counts` are those that --kernel
    gives, by the kernel's name. Raises PackError."""
    found, by = {}, {}
    for text in specifications:
        name, instances = parse_nk(text, kernels)
        if name in found:
            raise PackError(f"nk={text}: kernel {name} has its compute units already, by "
                            f"nk={by[name]}")
        if counts.get(name, len(instances)) != len(instances):
            raise PackError(f"nk={text}: found {len(instances)}, but --kernel says "
                            f"count={counts[name]}")
        found[name], by[name] = instances, text
    return found

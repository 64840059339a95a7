#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""kernel.xml, from its text to the sections of an xclbin.

kernel_xml_fuzz.py --replay FOLDER: tries the files of a folder. Otherwise the options are those of
libFuzzer, behind atheris.
"""

from pathlib import Path
import sys
import tempfile

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

REPLAY = sys.argv[1:2] == ["--replay"]


def load():
    from sim.xrt.package import errors, kernel_xml, metadata, topology, xclbin
    return errors, kernel_xml, metadata, topology, xclbin


if REPLAY:
    errors, kernel_xml, metadata, topology, xclbin = load()
else:
    import atheris
    with atheris.instrument_imports(include=["sim.xrt.package"]):
        errors, kernel_xml, metadata, topology, xclbin = load()

folder = tempfile.TemporaryDirectory(prefix="lightloop-fuzz-")
FILE = Path(folder.name) / "kernel.xml"


def try_input(data):
    FILE.write_bytes(data)
    try:
        kernel = kernel_xml.read_kernel_xml(FILE)
        units = topology.place_units([(kernel, 2)])
        connected = topology.connect(topology.parse_banks(["DDR[0]:16G", "HOST[0]:16G"]), units, [])
    except errors.PackError:
        return  # a clear error is right; anything else is not
    metadata.embedded_metadata("fuzz", "platform", 300, connected).encode()
    metadata.device_json("fuzz", 300, connected, {kernel.name})
    xclbin.connectivity(connected)
    xclbin.ip_layout(units)


def replay(directory):
    files = sorted(Path(directory).iterdir())
    for file in files:
        print(file, flush=True)
        try_input(file.read_bytes())
    print(f"{len(files)} inputs")
    return 0 if files else 2


if REPLAY:
    sys.exit(replay(sys.argv[2]))
atheris.Setup(sys.argv, try_input)
atheris.Fuzz()

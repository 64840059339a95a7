# SPDX-License-Identifier: Apache-2.0
"""Puts kernel libraries, device process and descriptions together into an .xclbin."""

import gzip
import hashlib
import io
import zipfile

from . import metadata, xclbin
from .files import read_regular_file, write_file
from .verilog_sources import MOST_DATA_BYTES

# Where the driver of XRT looks for the simulation inside the archive.
ARCHIVE_ROOT = "behav_waveform/xsim/"
EPOCH = (1980, 1, 1, 0, 0, 0)
EMCONFIG = "emconfig.json"
MOST_PROGRAM_BYTES = 256 << 20


def _archive(files):
    """A zip of (name, bytes, executable), the same bytes for the same input. Stored, not deflated:
    a device starts sooner that way."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data, executable in files:
            entry = zipfile.ZipInfo(ARCHIVE_ROOT + name, EPOCH)
            entry.create_system = 3
            entry.external_attr = (0o100755 if executable else 0o100644) << 16
            archive.writestr(entry, data)
    return buffer.getvalue()


def _library(path):
    return read_regular_file(path, MOST_PROGRAM_BYTES, "the kernel library")


def pack(output, name, libraries, waveform_libraries, data, device_program, topology, platform,
         frequency_mhz, devices):
    """`libraries` and `waveform_libraries` map kernel names to files, `data` to {name: path} of the
    files that they read. Those for waveforms are rarely wanted, and packed smaller.
    Writes `output` and emconfig.json beside it, and returns the size of `output`; `name` is that of
    the design."""
    archive = _archive([
        ("simulate.sh", metadata.SIMULATE_SH, True),
        ("lightloop-device", read_regular_file(device_program, MOST_PROGRAM_BYTES, "the device program"), True),
        ("device.json", metadata.device_json(name, frequency_mhz, topology, waveform_libraries), False),
        *((metadata.library_file(kernel), _library(path), True)
          for kernel, path in libraries.items()),
        *((metadata.waveform_library_file(kernel), gzip.compress(_library(path), mtime=0), False)
          for kernel, path in waveform_libraries.items()),
        *((f"data/{kernel}/{file}", read_regular_file(path, MOST_DATA_BYTES, "the data file"), False)
          for kernel, files in data.items() for file, path in sorted(files.items())),
    ])
    xml = metadata.embedded_metadata(name, platform, frequency_mhz, topology).encode()
    sections = [
        (xclbin.BITSTREAM, "bitstream", archive),
        (xclbin.EMBEDDED_METADATA, "metadata", xml),
        (xclbin.MEM_TOPOLOGY, "mem_topology", xclbin.memory_topology(topology.banks)),
        (xclbin.CONNECTIVITY, "connectivity", xclbin.connectivity(topology)),
        (xclbin.IP_LAYOUT, "ip_layout", xclbin.ip_layout(topology.units)),
    ]
    if (groups := xclbin.groups(topology)) is not None:
        sections += [(xclbin.GROUP_TOPOLOGY, "group_topology", groups[0]),
                     (xclbin.GROUP_CONNECTIVITY, "group_connect", groups[1])]
    digest = hashlib.sha256()
    for _, _, data in sections:
        digest.update(len(data).to_bytes(8, "little") + data)
    uuid = bytearray(digest.digest()[:16])
    uuid[6] = uuid[6] & 0x0F | 0x80  # version 8: made from own data
    uuid[8] = uuid[8] & 0x3F | 0x80
    content = xclbin.container(sections, bytes(uuid), platform)
    write_file(output, content)
    write_file(output.with_name(EMCONFIG),
               metadata.emconfig_json(platform, devices, topology).encode())
    return len(content)

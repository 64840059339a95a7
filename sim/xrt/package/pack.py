# SPDX-License-Identifier: Apache-2.0
"""Puts kernel libraries, device process and descriptions together into an .xclbin."""

import hashlib
import io
from pathlib import Path
import zipfile

from . import metadata, xclbin
from .errors import PackError

# Where the driver of XRT looks for the simulation inside the archive.
ARCHIVE_ROOT = "behav_waveform/xsim/"
EPOCH = (1980, 1, 1, 0, 0, 0)


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


def _read(path, what):
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise PackError(f"{what} {path}: {error.strerror}") from None


def _write(path, data):
    """Whole or not at all: a reader never sees half an xclbin."""
    path = Path(path)
    temporary = path.with_name(path.name + ".tmp")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise PackError(f"{path}: {error.strerror}") from None


def pack(output, libraries, device_program, topology, platform, frequency_mhz, devices):
    """`libraries` maps kernel names to files. Writes `output` and emconfig.json beside it."""
    output = Path(output)
    name = output.stem
    archive = _archive([
        ("simulate.sh", metadata.SIMULATE_SH, True),
        ("lightloop-device", _read(device_program, "the device program"), True),
        ("device.json", metadata.device_json(name, frequency_mhz, topology), False),
        *((f"{kernel}.so", _read(path, "the kernel library"), True)
          for kernel, path in libraries.items()),
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
    _write(output, xclbin.container(sections, bytes(uuid), platform))
    _write(output.with_name("emconfig.json"),
           metadata.emconfig_json(platform, devices, topology).encode())

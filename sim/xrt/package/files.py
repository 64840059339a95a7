# SPDX-License-Identifier: Apache-2.0
"""Files that are read and written."""

import os
from pathlib import Path
import stat
import tempfile

from .errors import PackError


def read_regular_file(path, most, what=""):
    """The bytes of a file of at most `most` bytes; raises PackError. `what` stands before the path
    in messages."""
    title = f"{what} {path}" if what else f"{path}"
    try:
        # Opening a pipe would otherwise wait for somebody who writes into it.
        fd = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise PackError(f"{title}: {getattr(error, 'strerror', None) or error}") from None
    try:
        status = os.fstat(fd)
        if not stat.S_ISREG(status.st_mode):
            raise PackError(f"{title}: is not a regular file")
        if status.st_size > most:
            raise PackError(f"{title}: found {status.st_size} bytes, expected at most {most}")
        with open(fd, "rb", closefd=False) as stream:
            return stream.read(most)
    except OSError as error:
        raise PackError(f"{title}: {error.strerror}") from None
    finally:
        os.close(fd)


def check_output(path, inputs):
    """That a file can be written at `path`, before work is put into what it is to hold. Raises
    PackError; `inputs` are files that must not be overwritten."""
    if path.is_dir():
        raise PackError(f"{path}: is a directory, expected a file to write")
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        raise PackError(f"{path}: is not a regular file")
    if not target.parent.is_dir():
        raise PackError(f"{path}: there is no directory {target.parent} to write it to")
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise PackError(f"{path}: the directory {target.parent} cannot be written to")
    for file in inputs:
        if target.exists() and os.path.exists(file) and os.path.samefile(target, file):
            raise PackError(f"{path}: is also an input, and would be overwritten")


def write_file(path, data):
    """Whole or not at all: a reader never sees half a file, and nobody else who writes the same one
    at the same time spoils it. A link stays, and leads to the new file. Raises PackError."""
    path = Path(os.path.realpath(path))
    temporary = None
    try:
        fd, temporary = tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=".tmp",
                                         dir=path.parent)
        with open(fd, "wb") as stream:
            stream.write(data)
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, path)
        temporary = None
    except OSError as error:
        raise PackError(f"{path}: {error.strerror}") from None
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)

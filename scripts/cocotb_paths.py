# SPDX-License-Identifier: Apache-2.0
"""cocotb_paths.py: prints, one a line, the VPI library for Verilator of the cocotb that this Python
has, the shared library of this Python, and where cocotb from 2.1 on is to enter it (nothing before)."""
import os
import sys

import find_libpython

try:
    from cocotb_tools import config  # cocotb 2
except ImportError:
    from cocotb import config

lib_python = find_libpython.find_libpython()
if lib_python is None:
    sys.exit(f"cocotb_paths: {sys.executable} has no shared library (in Debian: libpython3-dev)")
print(os.path.join(config.libs_dir, "libcocotbvpi_verilator.so"))
print(lib_python)
print(config.pygpi_entry_point() if hasattr(config, "pygpi_entry_point") else "")

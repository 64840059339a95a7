# SPDX-License-Identifier: Apache-2.0
"""cocotb_paths.py: prints, one a line, the VPI library for Verilator of the cocotb that this Python
has, and the shared library of this Python."""
import os
import sys

import find_libpython

try:
    from cocotb_tools import config  # cocotb 2
except ImportError:
    from cocotb import config

lib_python = find_libpython.find_libpython()
if lib_python is None:
    sys.exit(f"cocotb_paths: {sys.executable} has no shared library (in Debian: libpython3.11)")
print(os.path.join(config.libs_dir, "libcocotbvpi_verilator.so"))
print(lib_python)

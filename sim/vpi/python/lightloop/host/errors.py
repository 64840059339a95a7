# SPDX-License-Identifier: Apache-2.0
"""The first error that ends the start of cocotb, for the last line of the run."""
import ctypes
import sys


def report_first():
    note = ctypes.PyDLL(None).lightloop_python_error
    note.argtypes = [ctypes.c_char_p]
    previous = sys.excepthook

    def hook(kind, value, traceback):
        text = str(value).strip()
        note(f"{kind.__name__}: {text}".encode() if text else kind.__name__.encode())
        previous(kind, value, traceback)

    sys.excepthook = hook

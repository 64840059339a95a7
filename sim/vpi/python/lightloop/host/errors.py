# SPDX-License-Identifier: Apache-2.0
"""The first error that ends the start of cocotb, for the last line of the run."""
import ctypes
import logging
import sys


def note(kind, value):
    function = ctypes.PyDLL(None).lightloop_python_error
    function.argtypes = [ctypes.c_char_p]
    text = str(value).strip()
    function(f"{kind.__name__}: {text}".encode() if text else kind.__name__.encode())


class NotesWhatCocotbCatches(logging.Handler):
    """cocotb 1.9 catches what its start raises, logs it with its own logger, and stops."""

    def __init__(self):
        super().__init__(logging.ERROR)

    def emit(self, record):
        kind, value = sys.exc_info()[:2]
        if record.name == "cocotb" and kind is not None:
            note(kind, value)


def report_first():
    previous = sys.excepthook

    def hook(kind, value, traceback):
        note(kind, value)
        previous(kind, value, traceback)

    sys.excepthook = hook
    logging.getLogger("cocotb").addHandler(NotesWhatCocotbCatches())

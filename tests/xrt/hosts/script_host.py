#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A plain XRT program in Python: writes to the card's memory and reads it back.

    script_host.py XCLBIN
"""
import ctypes
import sys

SIZE = 4096
TO_DEVICE, FROM_DEVICE = 0, 1


def check(condition, what):
    if not condition:
        sys.exit(f"FAIL {what}")


def main():
    xrt = ctypes.CDLL("libxrt_coreutil.so.2")
    pointer, size, number = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_uint
    xrt.xrtDeviceOpen.restype = pointer
    xrt.xrtDeviceLoadXclbinFile.argtypes = [pointer, ctypes.c_char_p]
    xrt.xrtDeviceClose.argtypes = [pointer]
    xrt.xrtBOAlloc.restype = pointer
    xrt.xrtBOAlloc.argtypes = [pointer, size, ctypes.c_uint64, number]
    xrt.xrtBOFree.argtypes = [pointer]
    xrt.xrtBOWrite.argtypes = [pointer, ctypes.c_char_p, size, size]
    xrt.xrtBORead.argtypes = [pointer, ctypes.c_char_p, size, size]
    xrt.xrtBOSync.argtypes = [pointer, ctypes.c_int, size, size]

    device = xrt.xrtDeviceOpen(0)
    check(device, "xrtDeviceOpen")
    check(xrt.xrtDeviceLoadXclbinFile(device, sys.argv[1].encode()) == 0, "loading")
    buffer = xrt.xrtBOAlloc(device, SIZE, 0, 0)
    check(buffer, "xrtBOAlloc")
    data = bytes(7 * i % 251 for i in range(SIZE))
    check(xrt.xrtBOWrite(buffer, data, SIZE, 0) == 0, "xrtBOWrite")
    check(xrt.xrtBOSync(buffer, TO_DEVICE, SIZE, 0) == 0, "xrtBOSync")
    check(xrt.xrtBOWrite(buffer, bytes(SIZE), SIZE, 0) == 0, "xrtBOWrite")
    check(xrt.xrtBOSync(buffer, FROM_DEVICE, SIZE, 0) == 0, "xrtBOSync")
    back = ctypes.create_string_buffer(SIZE)
    check(xrt.xrtBORead(buffer, back, SIZE, 0) == 0, "xrtBORead")
    check(back.raw == data, "the memory keeps its contents")
    xrt.xrtBOFree(buffer)
    xrt.xrtDeviceClose(device)
    print("PASS")


main()

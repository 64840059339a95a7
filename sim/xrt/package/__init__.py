# SPDX-License-Identifier: Apache-2.0
"""Packing of RTL kernels into .xclbin files that XRT's hardware emulation can load."""

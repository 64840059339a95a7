# SPDX-License-Identifier: Apache-2.0
"""What the VPI host changes in cocotb."""

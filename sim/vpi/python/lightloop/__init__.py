# SPDX-License-Identifier: Apache-2.0
"""Lightloop's part in Python; the VPI host puts it on the path of the tests that it runs."""

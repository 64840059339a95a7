# SPDX-License-Identifier: Apache-2.0
"""Numbers as texts of files and options give them."""

import re

# No leading zeros: XRT takes them for octal.
_NUMBER = re.compile(r"0[xX][0-9a-fA-F]{1,32}|0|[1-9][0-9]{0,19}", re.ASCII)


def parse_number(text):
    """Decimal, or hexadecimal with 0x, and nothing else; None for anything else."""
    return int(text, 0) if _NUMBER.fullmatch(text) else None


def shown(text, most=60):
    """A text in quotes as messages show it."""
    plain = "".join(c if c.isprintable() else "?" for c in text[:most])
    return f'"{plain}{"..." if len(text) > most else ""}"'

# SPDX-License-Identifier: Apache-2.0
"""The one exception that users see as a message instead of a traceback."""


class PackError(Exception):
    """Bad input: the message says which file or option, what was found and what was expected."""

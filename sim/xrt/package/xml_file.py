# SPDX-License-Identifier: Apache-2.0
"""Reads small XML files of others: whatever they hold, in bounded time and memory."""

import re
import xml.etree.ElementTree as ElementTree

from .errors import PackError
from .files import read_regular_file
from .number_text import shown

MOST_BYTES = 1 << 20
MOST_PARTS = 20000  # elements and attributes
DEEPEST = 32
# Those that the parser reads itself; of others it takes Python's word, byte by byte.
ENCODINGS = ("utf-8", "utf-16", "iso-8859-1", "us-ascii")

_DECLARED = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["']([^"'>]*)["']""")


class _Builder(ElementTree.TreeBuilder):
    """Counts while the tree grows. A document type could define entities that grow without end, or
    name other files."""

    def __init__(self, path):
        super().__init__()
        self._path = path
        self._parts = 0
        self._depth = 0

    def start(self, tag, attrs):
        self._parts += 1 + len(attrs)
        self._depth += 1
        if self._parts > MOST_PARTS:
            raise PackError(f"{self._path}: more than {MOST_PARTS} elements and attributes")
        if self._depth > DEEPEST:
            raise PackError(f"{self._path}: elements nested more than {DEEPEST} deep")
        return super().start(tag, attrs)

    def end(self, tag):
        self._depth -= 1
        return super().end(tag)

    def doctype(self, name, pubid, system):
        raise PackError(f"{self._path}: found a document type ({name}), expected none")


def read_xml(path):
    """The root element; raises PackError."""
    content = read_regular_file(path, MOST_BYTES)
    declared = _DECLARED.match(content)
    if declared and declared[1].decode("latin-1").lower() not in ENCODINGS:
        raise PackError(f"{path}: encoding: found {shown(declared[1].decode('latin-1'))}, expected "
                        "UTF-8")
    parser = ElementTree.XMLParser(target=_Builder(path))
    try:
        parser.feed(content)
        return parser.close()
    except ElementTree.ParseError as error:
        raise PackError(f"{path}: not XML: {error}") from None
    except (LookupError, ValueError) as error:
        # What Python's parser says of encodings that it cannot read.
        raise PackError(f"{path}: encoding: found one that cannot be read ({error}), expected "
                        "UTF-8") from None

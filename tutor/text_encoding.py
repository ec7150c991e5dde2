"""Which encoding a text is in that is not in UTF-8, for the sentence that refuses it."""

from __future__ import annotations

import codecs
import sys

MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",  # before that of UTF-16, with which it begins
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}
_LOOKED_AT = 64


def wide_encoding(data: bytes | bytearray) -> str | None:
    """UTF-16 or UTF-32 where the text begins as one does: with a mark, or with zeros between its ASCII characters.

    A text in UTF-8 is told apart from them: it has no zeros.
    """
    for mark, name in MARKS.items():
        if data.startswith(mark):
            return name
    start = data[:_LOOKED_AT]
    for name, size in (("UTF-32", 4), ("UTF-16", 2)):
        whole = start[: len(start) // size * size]
        for place in (0, size - 1):
            used = whole[place::size]
            zeros = sum(whole[other::size].count(0) for other in range(size) if other != place)
            if used and 0 not in used and zeros == len(used) * (size - 1):
                return name
    return None


def not_utf8(data: bytes | bytearray) -> str:
    """What is said of bytes that are none, such as "is not a text in UTF-8: it looks like UTF-16, ..."."""
    found = wide_encoding(data) or ("" if 0 in data else "Latin-1 or Windows-1252")
    hint = f": it looks like {found}, so save it again as UTF-8" if found else ""
    return f"is not a text in UTF-8{hint}"


def utf8() -> bool:
    """Whether stdout can be sent any character."""
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"

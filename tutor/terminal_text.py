"""Text that came from outside, made safe to print: what would steer a terminal or stay unseen is written visibly.

Escapes are those of Python and JSON: ESC is `\\x1b`, a right-to-left override `\\u202e`, a tag `\\U000e0041`. They take
as many columns as they have characters, so text is made printable before it is measured and lined up.
"""

from __future__ import annotations

import unicodedata

_BLANKS = frozenset("\u00a0\u1680\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B))))
"""Spaces of a width of their own: harmless, and shown as the plain one."""

_UNSEEN = (
    (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x3164, 0x3164), (0xFE00, 0xFE0F),
    (0xFFA0, 0xFFA0), (0xE0100, 0xE01EF),
)  # fmt: skip
"""What Unicode lets a terminal leave out though Python calls it printable: joiners, fillers, variation selectors."""

_REMEMBERED = 4096


def printable(text: str) -> str:
    """`text` without anything but newlines and tabs that is not shown as itself."""
    return _translated(text, _LINES)


def printable_line(text: str) -> str:
    """`text` on one line: newlines and tabs are written `\\n` and `\\t`, too."""
    return _translated(text, _LINE)


def printable_json(document: str) -> str:
    """A JSON document of the same meaning, in which what is not printable is escaped; other Unicode stays."""
    return _translated(document, _JSON)


def cells(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def is_shown(char: str) -> bool:
    """Whether a terminal shows a character as itself."""
    return char.isprintable() and not any(first <= ord(char) <= last for first, last in _UNSEEN)


class _Visible(dict[int, str]):
    """What stands for each character, by code point, for ``str.translate``; a character is looked up once."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        found = char if is_shown(char) else self.escaped(char)
        if len(self) < _REMEMBERED:
            self[code] = found
        return found

    def escaped(self, char: str) -> str:
        if char in _BLANKS:
            return " "
        code = ord(char)
        return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


class _Json(_Visible):
    """The same for the inside of strings in JSON, which knows only `\\u` and four digits."""

    def escaped(self, char: str) -> str:
        code = ord(char)
        if char in _BLANKS:
            return char
        if code < 0x10000:
            return f"\\u{code:04x}"
        return f"\\u{0xD7C0 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"


_LINES = _Visible({ord("\n"): "\n", ord("\t"): "\t"})
_LINE = _Visible({ord("\n"): "\\n", ord("\t"): "\\t", ord("\r"): "\\r"})
_JSON = _Json({ord("\n"): "\n"})


def _translated(text: str, table: _Visible) -> str:
    # Nearly all text is plain; for that, looking is ten times as fast as translating.
    if text.isascii() and (text.isprintable() or (table is not _LINE and text.replace("\n", "").isprintable())):
        return text
    return text.translate(table)

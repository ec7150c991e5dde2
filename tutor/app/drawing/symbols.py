"""Signs of verdicts, and how every sign is written where a terminal or a font has ASCII only."""

from __future__ import annotations

import os
import re
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass, replace
from dataclasses import fields as dataclass_fields
from typing import Any, ClassVar, Protocol, TypeVar

from tutor.notation.characters import ACCENTS, LETTERS, SPELT, SUBSCRIPTS, SUPERSCRIPTS, apart


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Any]]


T = TypeVar("T", bound=_Dataclass)


_WORDS = {**LETTERS, **{char: sign.ascii for char, sign in SPELT.items() if sign.ascii}, "⁻": "-", "□": "[ ]"}
_SUPERSCRIPTS = {script: plain for script, plain in SUPERSCRIPTS.items() if plain != "T"}
_BELOW = {**SUBSCRIPTS, "⁻": "-"}
_SCRIPT = re.compile(f"[{''.join(SUBSCRIPTS)}][{''.join(_BELOW)}]*|[{''.join(_SUPERSCRIPTS)}]+")

# One cell for one cell: the last net under everything that is drawn (lines, bars, cursors, heat maps).
_CELLS = str.maketrans(
    {
        "━": "#", "─": "-", "│": "|", "┃": "#", "▌": "|", "▐": "|", "█": "#", "▸": ">", "▾": "v", "‹": "<",
        "›": ">", "…": "~", "•": "*", "●": "*", "◇": "o", "·": "*", "⋯": ":", "✓": "+", "✗": "X", "↪": ">",
        "←": "<", "→": ">", "↑": "^", "↓": "v", "−": "-", "×": "x", "∂": "d", "Σ": "S", "½": "/", "▎": "|",
        "╶": "-", "╴": "-", "╺": "=", "╸": "=", "╌": "-", "┄": "-", "‖": "|", "┤": "+", "┼": "+", "┬": "+",
        "▁": "_", "▂": ".", "▃": ":", "▄": "-", "▅": "=", "▆": "+", "▇": "*", "□": "_",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Symbols:
    """The signs that stand before a verdict; each is followed by a word, so none stands alone."""

    ascii: bool
    right: str
    wrong: str
    invalid: str
    undecided: str
    follow: str
    hint: str
    worked: str

    def text(self, text: str) -> str:
        """`text` as this terminal can show it."""
        return spell(text) if self.ascii else text

    def spelled(self, shown: T, *fields: str) -> T:
        """A dataclass of what is shown, with the text in these fields (all, if none is named) as `text` has it."""
        if not self.ascii:
            return shown
        names = fields or [field.name for field in dataclass_fields(shown)]
        return replace(shown, **{name: self._spelled(getattr(shown, name)) for name in names})

    def _spelled(self, value: Any) -> Any:
        if isinstance(value, str):
            return spell(value)
        if type(value) is tuple:
            return tuple(map(self._spelled, value))
        return self.spelled(value) if is_dataclass(value) and not isinstance(value, type) else value


UNICODE = Symbols(False, right="✓", wrong="✗", invalid="!", undecided="~", follow="↪", hint="?", worked="=")
ASCII = Symbols(
    True,
    right="OK [right]",
    wrong="X [wrong]",
    invalid="! [not counted]",
    undecided="~ [not counted]",
    follow="> [right]",
    hint="?",
    worked="=",
)


def detect(environ: Mapping[str, str] | None = None, encoding: str | None = None) -> Symbols:
    """ASCII where `TUTOR_ASCII` asks for it, on the Linux console, and where stdout is not UTF-8."""
    environ = os.environ if environ is None else environ
    encoding = (sys.stdout.encoding or "ascii") if encoding is None else encoding
    asked = environ.get("TUTOR_ASCII", "")
    if asked not in ("", "0") or environ.get("TERM") == "linux":
        return ASCII
    return UNICODE if encoding.lower().replace("-", "") == "utf8" else ASCII


def spell(text: str) -> str:
    """Mathematics and punctuation in ASCII: `∂L/∂W_o` as `dL/dW_o`, `hₜ₋₁` as `h_{t-1}`, `ŷ` as `yhat`."""
    if text.isascii():
        return text
    return "".join(map(_spell_one, _SCRIPT.sub(_script, apart(text))))


def _script(match: re.Match[str]) -> str:
    """What stands below or above a name, in braces where it would read as a sum: `_{t-1}`."""
    below = match[0][0] in SUBSCRIPTS
    table = _BELOW if below else _SUPERSCRIPTS
    inner = "".join(table[char] for char in match[0])
    sums = inner[0] not in "(+-" and not inner.isalnum()
    return f"{'_' if below else '^'}{f'{{{inner}}}' if sums else inner}"


def _spell_one(char: str) -> str:
    if char.isascii():
        return char
    if char in _WORDS:
        return _WORDS[char]
    if char in ACCENTS:
        return ACCENTS[char]
    plain = char.translate(_CELLS)
    if plain.isascii():
        return plain
    if unicodedata.combining(char):
        return ""
    plain = unicodedata.normalize("NFKD", char).encode("ascii", "ignore").decode()
    return plain or "?"


def cell_by_cell(text: str) -> str:
    """`text` with every sign replaced by one ASCII sign of the same width, box drawing included."""
    if text.isascii():
        return text
    text = text.translate(_CELLS)
    return text if text.isascii() else "".join(_one_cell(char) for char in text)


def _one_cell(char: str) -> str:
    if char.isascii() or unicodedata.combining(char):
        return "" if unicodedata.combining(char) else char
    if "\u2500" <= char <= "\u257f":
        return _box(char)
    if "\u2800" <= char <= "\u28ff":
        return " " if char == "\u2800" else "*"
    spelt = _spell_one(char)
    size = 2 if unicodedata.east_asian_width(char) in "WF" else 1
    return (spelt[:size]).ljust(size, "?")


def _box(char: str) -> str:
    name = unicodedata.name(char)
    horizontal = "HORIZONTAL" in name or "LEFT" in name or "RIGHT" in name
    vertical = "VERTICAL" in name or "UP" in name or "DOWN" in name
    if horizontal and vertical:
        return "+"
    heavy = "HEAVY" in name
    if horizontal:
        return "=" if heavy else "-"
    return "#" if heavy else "|"

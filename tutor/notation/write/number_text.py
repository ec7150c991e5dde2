"""How numbers are shown: as they are or to four decimals; a small array as a list, a large one by its shape.

Values are numbers, nested lists or arrays. Minus signs and powers of ten are typographic unless ASCII is
asked for.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from tutor.notation.characters import SUPERSCRIPT_OF

DIGITS = 4
ROOM = 32
_SMALL, _LARGE = 1e-3, 1e6  # outside of these a number that is not short is shown with a power of ten
_NOISE = 1e-14  # a sum of numbers near one that should be 0 comes out as large as this


def show(value: Any, digits: int = DIGITS, *, room: int = ROOM, ascii_only: bool = False) -> str:
    """A number, or a list such as `[0, −0.0242]` in at most `room` cells, or else its shape such as `4×3`.

    A number that has no more than `digits` decimals is shown as it is (`0.6`, `1`), any other with exactly
    as many (`0.6225`, `−0.1030`), or with a power of ten where these would show little of it. In a list
    that is not short throughout all entries have as many, but an exact zero stays `0`.
    """
    text = listed(value, digits, room=room, ascii_only=ascii_only)
    return text or shape_text(shape(value), ascii_only=ascii_only)


def listed(value: Any, digits: int = DIGITS, *, room: int, ascii_only: bool = False) -> str:
    """A number, or all of a list in at most `room` cells; empty for one that does not fit."""
    nested = as_lists(value)
    if not isinstance(nested, list):
        return texts([nested], digits, ascii_only=ascii_only)[0]
    # The shortest list of so many numbers is `[0, 0, 0]`: a large one need not be written to see that it is
    # too long.
    if 3 * math.prod(shape(value)) > room:
        return ""
    text = _listed(nested, digits, ascii_only)
    return text if len(text) <= room else ""


def show_rows(value: Any, digits: int = DIGITS, *, width: int, ascii_only: bool = False) -> list[str]:
    """A number, or all of a list on rows of `width` cells, broken between numbers."""
    rows: list[str] = []
    for word in _listed(as_lists(value), digits, ascii_only).split(" "):
        if rows and len(rows[-1]) + 1 + len(word) <= width:
            rows[-1] += " " + word
        else:
            # The next rows begin under the first number, not under its bracket.
            rows.append(" " + word if rows else word)
    return rows


def texts(values: Sequence[float], digits: int = DIGITS, *, ascii_only: bool = False) -> list[str]:
    """Numbers as `show` has them, those of one list; what is only noise beside the largest of them is 0."""
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    values = [value if not abs(value) < _NOISE * largest else 0.0 for value in values]
    short = all(is_short(value, digits) for value in values)
    return [_sign(_text(value, digits, short), ascii_only) for value in values]


def fixed(value: float, decimals: int, *, ascii_only: bool = False) -> str:
    """A number with exactly so many decimals; what rounds to zero has no sign."""
    return _sign(f"{value:z.{decimals}f}", ascii_only)


def decimals(values: Iterable[float], most: int = DIGITS) -> int:
    """The fewest decimals that show all values as they are, or `most` if that takes more."""
    need = 0
    for value in values:
        while need < most and not is_short(value, need):
            need += 1
    return need


def is_short(value: float, digits: int = DIGITS) -> bool:
    """Whether a number has no more than `digits` decimals, but for the noise of binary arithmetic."""
    if not math.isfinite(value):
        return True
    return abs(value) < _LARGE and abs(value - round(value, digits)) <= 1e-12 * abs(value)


def power_of_ten(exponent: int, *, ascii_only: bool = False) -> str:
    """`×10⁻³`, in ASCII `e-3`."""
    return f"e{exponent}" if ascii_only else "×10" + "".join(SUPERSCRIPT_OF[char] for char in str(exponent))


def as_lists(value: Any) -> Any:
    """Nested lists of numbers, or a number, of an array, of nested sequences or of a number."""
    if hasattr(value, "tolist"):
        return value.tolist()
    return [as_lists(entry) for entry in value] if isinstance(value, list | tuple) else value


def shape(value: Any) -> tuple[int, ...]:
    """The sizes of an array or of nested sequences along each axis; () for a number."""
    if hasattr(value, "shape"):
        return tuple(value.shape)
    sizes = []
    while isinstance(value, list | tuple):
        sizes.append(len(value))
        value = value[0] if value else None
    return tuple(sizes)


def shape_text(sizes: Sequence[int], *, ascii_only: bool = False) -> str:
    """`4×3`; for one axis `5 numbers`, since a bare 5 would be read as a value."""
    if len(sizes) == 1:
        return f"{sizes[0]} number{'' if sizes[0] == 1 else 's'}"
    return ("x" if ascii_only else "×").join(map(str, sizes))


def flat(nested: Any) -> Iterator[float]:
    """All numbers of nested lists, in order."""
    if isinstance(nested, list):
        for entry in nested:
            yield from flat(entry)
    else:
        yield nested


def _listed(nested: Any, digits: int, ascii_only: bool) -> str:
    return _bracketed(nested, iter(texts(list(flat(nested)), digits, ascii_only=ascii_only)))


def _bracketed(nested: Any, words: Iterator[str]) -> str:
    if isinstance(nested, list):
        return "[" + ", ".join(_bracketed(entry, words) for entry in nested) + "]"
    return next(words)


def _text(value: float, digits: int, short: bool) -> str:
    if not math.isfinite(value):
        return str(float(value))
    if value == 0:
        return "0"
    if short:
        text = f"{value:.{digits}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    if _SMALL <= abs(value) < _LARGE:
        return f"{value:.{digits}f}"
    mantissa, exponent = f"{value:.{max(digits - 1, 0)}e}".split("e")
    if "." in mantissa and float(f"{mantissa}e{exponent}") == value:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{int(exponent)}"


def _sign(text: str, ascii_only: bool) -> str:
    if ascii_only:
        return text
    mantissa, _, exponent = text.partition("e")
    text = mantissa + power_of_ten(int(exponent)) if exponent else text
    return text.replace("-", "−").replace("inf", "∞")

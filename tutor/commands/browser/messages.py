"""What the page sends over its websocket, read within bounds: keys, sizes, focus."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Final

COLUMNS: Final = (20, 500)
ROWS: Final = (5, 200)
SIZE: Final = (80, 24)
"""The size of a page that gives none."""
TEXT: Final = 2**16
"""Characters of one keyboard message. A longer one is a paste that no line of the app would take."""
PING: Final = 64


class MalformedError(ValueError):
    """A message that is not one; the text says what was expected."""


@dataclass(frozen=True)
class Keys:
    """Keys, pasted text and mouse reports, as a terminal sends them."""

    data: bytes


@dataclass(frozen=True)
class Resize:
    """The page's terminal has this many columns and rows."""

    columns: int
    rows: int


@dataclass(frozen=True)
class Focus:
    """Whether the page has the keyboard."""

    here: bool


@dataclass(frozen=True)
class Ping:
    """To be sent back as it is."""

    data: str


Message = Keys | Resize | Focus | Ping


def read(text: str) -> Message:
    """The message that a text is. Raises MalformedError for anything else."""
    try:
        envelope = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MalformedError("a message is JSON") from error
    match envelope:
        case ["stdin", str(data), *_]:
            if len(data) > TEXT:
                raise MalformedError(f"at most {TEXT} characters are taken at once; these are {len(data)}")
            return Keys(data.encode("utf-8", "replace"))
        case ["resize", dict(size), *_]:
            return Resize(*window(size.get("width"), size.get("height")))
        case ["focus" | "blur" as name, *_]:
            return Focus(name == "focus")
        case ["ping", str(data), *_] if len(data) <= PING:
            return Ping(data)
    raise MalformedError("a message is a list of a known type and its data")


def window(width: object, height: object) -> tuple[int, int]:
    """Columns and rows within bounds, whatever was asked for."""
    return within(width, COLUMNS, SIZE[0]), within(height, ROWS, SIZE[1])


def within(value: object, bounds: tuple[int, int], default: int) -> int:
    """The integer within the bounds that is nearest to a number or its text; `default` for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return default
    least, most = bounds
    try:
        number = float(value)
    except ValueError:
        return default
    except OverflowError:  # an integer beyond all floats
        return most if not isinstance(value, str) and value > 0 else least
    return default if math.isnan(number) else int(min(max(number, least), most))

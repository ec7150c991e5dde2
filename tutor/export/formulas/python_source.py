"""Values as Python source that makes them again, laid out in lines of a width."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from tutor.errors import TutorError, one_line
from tutor.record import Record
from tutor.terminal_text import cells

INDENT = "    "
_BY_POSITION = {"Step": 1, "Choice": 1, "Function": 1, "Mistake": 0, "Figure": 0}
"""How many fields are written without their names; of other records two, as in `Quantity("x", "n,i")`."""


class Piece:
    """A piece of source: text, or an opening, what is listed in it, and a closing."""

    def __init__(self, opening: str, items: list[tuple[str, Piece]] | None = None, closing: str = "") -> None:
        self.opening, self.items, self.closing = opening, items, closing

    @property
    def text(self) -> str:
        """All of it on one line."""
        if self.items is None:
            return self.opening
        inner = ", ".join(f"{key}{item.text}" for key, item in self.items)
        alone = "," if self.opening == "(" and len(self.items) == 1 else ""
        return f"{self.opening}{inner}{alone}{self.closing}"

    def lines(self, width: int, taken: int = 0) -> list[str]:
        """On one line if it fits behind what has ``taken`` cells of the width, else an item a line."""
        whole = self.text
        if self.items is None or not self.items or cells(whole) + taken + 1 <= width:
            return [whole]
        found = [self.opening]
        for key, item in self.items:
            first, *rest = item.lines(width - len(INDENT), len(key))
            found += [f"{INDENT}{key}{first}", *(f"{INDENT}{line}" for line in rest)]
            found[-1] += ","
        return [*found, self.closing]


class SourceWriter:
    """Values as source; classes that `import tutor` does not offer are to be imported by the lines in ``imports``."""

    def __init__(self) -> None:
        self.imports: dict[str, None] = {}

    def of(self, value: Any) -> Piece:
        """The source of a value. Raises TutorError where it has none."""
        if hasattr(value, "tolist"):
            value = value.tolist()
        fields = _fields(value)
        if fields is not None:
            return self._made(value, fields)
        if value is None or isinstance(value, str | bool | int | float):
            return Piece(_text(value) if isinstance(value, str) else repr(value))
        if isinstance(value, Mapping):
            return Piece("{", [(f"{self.of(key).text}: ", self.of(item)) for key, item in value.items()], "}")
        if isinstance(value, set | frozenset):
            listed = Piece("{", [("", self.of(item)) for item in sorted(value)], "}")
            return Piece("frozenset(", [("", listed)] if value else [], ")")
        if isinstance(value, tuple | list):
            opening, closing = "()" if isinstance(value, tuple) else "[]"
            return Piece(opening, [("", self.of(item)) for item in value], closing)
        raise TutorError(f"{one_line(repr(value))} cannot be written as source", title="Not as Python")

    def _made(self, value: Any, fields: Mapping[str, tuple[Any, Any]]) -> Piece:
        """A record: what stands first by position, the rest by name unless it is the default."""
        kind = type(value)
        position = _BY_POSITION.get(kind.__name__, 2)
        arguments: list[tuple[str, Piece]] = []
        named = False
        for place, (name, (item, default)) in enumerate(fields.items()):
            if item == default and type(item) is type(default):
                named = True
            else:
                named = named or place >= position
                arguments.append((f"{name}=" if named else "", self.of(item)))
        return Piece(f"{self._name(kind)}(", arguments, ")")

    def _name(self, kind: type) -> str:
        if kind.__module__.partition(".")[0] == "tutor":
            return f"tutor.{kind.__name__}"
        self.imports[f"from {kind.__module__} import {kind.__name__}"] = None
        return kind.__name__


_NONE = object()


def _fields(value: Any) -> dict[str, tuple[Any, Any]] | None:
    """The fields of a record, named tuple or data class, each with its value and default; None for anything else."""
    kind = type(value)
    if isinstance(value, Record):
        return {name: (getattr(value, name), getattr(kind, name, _NONE)) for name in kind.fields}
    if isinstance(value, tuple) and hasattr(kind, "_field_defaults"):
        return {name: (getattr(value, name), kind._field_defaults.get(name, _NONE)) for name in kind._fields}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: (getattr(value, field.name), field.default) for field in dataclasses.fields(value)}
    return None


def _text(value: str) -> str:
    """A text in double quotes, raw where it has backslashes and may be."""
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    if "\\" in value and '"' not in value and not value.endswith("\\") and value.isprintable():
        return f'r"{value}"'
    if not value.isprintable():
        return repr(value)
    return f'"{quoted}"' if '"' not in value or "'" in value else f"'{value}'" if "\\" not in value else repr(value)

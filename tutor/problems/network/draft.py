"""What the statements of a network file declare, before anything is inferred from it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from tutor.errors import did_you_mean
from tutor.notation.functions import Function
from tutor.problems.contract.samplers import Sampler
from tutor.problems.network.errors import NetworkError, StatementError
from tutor.problems.network.statements import Statement
from tutor.problems.network.written_names import WrittenName

MAX_QUANTITIES = 120


class Where(NamedTuple):
    """A position in a statement, to point at."""

    statement: Statement
    position: int = 0


class Given(NamedTuple):
    """A given array as declared."""

    name: str
    letters: tuple[str, ...]
    role: str
    sample: Sampler
    symbol: str
    where: Where


class Definition(NamedTuple):
    """``name[letters] = text``; ``letters`` is None where nothing is said of the axes."""

    name: str
    letters: tuple[str, ...] | None
    text: str
    symbol: str
    where: Where
    formula_at: int


class Draft:
    """Everything that a file says, each part by its name, with where it says so."""

    def __init__(self, source: str, text: str = "") -> None:
        self.source = source
        self.text = text
        self.title = ""
        self.given: dict[str, Given] = {}
        self.like: dict[str, str] = {}
        self.letters: dict[str, Where] = {}
        self.sizes: dict[str, int] = {}
        self.derived: dict[str, str] = {}
        self.each: dict[str, Where] = {}
        self.rows: set[str] = set()
        self.bare: set[str] = set()
        self.definitions: dict[str, Definition] = {}
        self.initial: dict[str, tuple[str, str, Where]] = {}
        self.functions: dict[str, Function] = {}
        self.loss: tuple[str, Where] | None = None
        self.asked: list[tuple[str, Where]] = []
        self.symbols: dict[str, str] = {}
        self.spellings: list[tuple[str, str, Where]] = []
        self.spoken_of: dict[str, Where] = {}
        self.textbook: dict[str, tuple[Any, Where]] = {}
        self.upstream: dict[str, tuple[str, str, Where]] = {}
        self.keys: dict[tuple[str, str, str], str] = {}

    def error(self, reason: str, where: Where) -> NetworkError:
        """The error that points at a place of the file."""
        return NetworkError(reason, self.source, *where.statement.place(where.position))

    @property
    def names(self) -> set[str]:
        """All given and defined names."""
        return {*self.given, *self.definitions, *(name for name, _, _ in self.upstream.values())}

    def name_of(self, written: WrittenName) -> str:
        """The name that this is, however it is written: the one it was declared with, or a new one."""
        return self.keys.get(written.key, written.name)

    def declare(self, written: WrittenName, where: Where) -> str:
        """A new name. Raises NetworkError where it is taken, or where there are too many."""
        name = self.name_of(written)
        if name in self.names:
            kind = "is given already" if name in self.given else "has a formula already"
            raise self.error(f"`{name}` {kind}: each name is declared once", where)
        if name in self.functions:
            raise self.error(f"`{name}` is a function of this file: a quantity needs another name", where)
        if len(self.names) == MAX_QUANTITIES:
            raise self.error(f"`{name}` is one too many: a network has at most {MAX_QUANTITIES} quantities", where)
        self.keys.setdefault(written.key, name)
        return name

    def known(self, written: WrittenName, what: str) -> str:
        """The declared name that this is. Raises StatementError where there is none, with the nearest."""
        name = self.name_of(written)
        if name not in self.names:
            raise StatementError(f"`{name}` is {what}{did_you_mean(name, self.names)}")
        return name

    def axes(self, bracket: str, name: str, where: Where) -> tuple[str, ...]:
        """The letters of an index list such as ``n,i`` or ``s,k=s``, noted with what they are sized like."""
        found: list[str] = []
        for part in bracket.split(","):
            letter, same, other = (piece.strip() for piece in part.partition("="))
            for one in (letter, other) if same else (letter,):
                reason = _no_axis(one, name)
                if reason:
                    raise self.error(reason, where)
                self.letters.setdefault(one, where)
            if letter in found:
                free = next(f for f in "kjlmpqrsuvwxyz" if f not in self.letters and f not in found)
                raise self.error(
                    f"{name} has the axis {letter} twice: a second axis of that size is written "
                    f"{name}[{','.join([*found, f'{free}={letter}'])}]",
                    where,
                )
            if same:
                self._alike(letter, other, where)
            found.append(letter)
        return tuple(found)

    def _alike(self, letter: str, other: str, where: Where) -> None:
        root = self.like.get(other, other)
        if root == letter or self.like.get(letter, root) != root:
            said = f"like {self.like[letter]}" if letter in self.like else "by itself"
            raise self.error(f"{letter} cannot be sized like {other}: it is sized {said} already", where)
        self.like[letter] = root
        for one, its in self.like.items():
            if its == letter:
                self.like[one] = root


def _no_axis(text: str, name: str) -> str:
    """Why a text is not the letter of an axis, or nothing."""
    if re.fullmatch("[a-z]", text):
        return ""
    if re.fullmatch("[A-Z]", text):
        return f"`{text}` of {name} is a size: an axis is a small letter, as in {name}[{text.lower()}]"
    if text.isdecimal():
        return f"`{text}` of {name} is a number: an axis is a letter, and `sizes N={text}` says how long the axis n is"
    if not text:
        return f"an axis is missing in the bracket of {name}: it holds letters, as in {name}[n,i]"
    return f"`{text[:20]}` of {name} is no axis: an axis is one small letter, as in {name}[n,i]"


def listed(names: Iterable[str]) -> str:
    """``a, b and c``."""
    found = list(names)
    return " and ".join(filter(None, (", ".join(found[:-1]), found[-1])))

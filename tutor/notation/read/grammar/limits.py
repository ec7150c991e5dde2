"""What stands below and above a sum: letters, ranges, relations and sets.

``i,j`` · ``n=1`` with ``N`` above · ``n=0`` with ``N-1`` · ``k != i`` · ``j <= i`` · ``1 <= m <= M`` · ``n \\in [N]``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tutor.notation.characters import FONTS
from tutor.notation.errors import NotationError
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.scope import Scope
from tutor.notation.tree import Binder, Index, Indicator

_PLAIN = lazily(r"[A-Za-z0-9=+\-,']*")
_COMMANDS = {
    "in": "∈", "ne": "!=", "neq": "!=", "le": "<=", "leq": "<=", "leqslant": "<=", "ge": ">=", "geq": ">=",
    "geqslant": ">=", "lt": "<", "gt": ">", "dots": "…", "ldots": "…", "cdots": "…", "mid": ":", "colon": ":",
    "setminus": "∖", "forall": "", "quad": " ", "lbrace": "{", "rbrace": "}", "limits": "",
}  # fmt: skip
_COMMAND = lazily(rf"\\(?:(?:{'|'.join(FONTS)}|mathbb|operatorname)\s*\{{([^{{}}]*)\}}|([A-Za-z]+)|([{{}}])|[^A-Za-z])")
_DOTS = lazily(r"\.{2,}|⋯")
_RELATION = lazily(r"(<=|>=|!=|<|>|=|∈)")
_LETTER = lazily(r"[A-Za-z]'?")
_LETTERS = lazily(r"(?:[A-Za-z]'?){1,3}")
_NAMED = lazily(r"[A-Za-z]'?(?:[A-Za-z]'?)*")
_BOUND = lazily(r"([A-Za-z]'?)([+-]\d{1,4})?|(\d{1,4})")
_RANGE = lazily(
    r"[{\[(]?(1(?=,2,(?:3,)?…)|0(?=,1,(?:2,)?…)|\w+(?:[+-]\d+)?(?=,?…))(?:,\d(?:,\d)?)?,?…,?(\w+(?:[+-]\d+)?)[}\])]?"
)
_UP_TO = lazily(r"\[(\w)\]|([A-Z])")
_SAMPLES = frozenset({"batch", "minibatch", "samples", "sample", "examples", "data", "B", "D"})
_TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "!=": "!=", "=": "="}
RAISED = dict(zip("ᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ", "ABDEGHIJKLMNOPRTUVW", strict=True))
"""Capital letters above a sum: sizes."""
MOST = 200


class Limits(NamedTuple):
    """The letters of a sum, what must hold beside that, and which letters count from 0, with the end of their axis."""

    binders: tuple[Binder, ...]
    conditions: tuple[Indicator, ...] = ()
    from_zero: tuple[str, ...] = ()


def bare(text: str) -> str:
    """What stands below a sum without what only lays it out; relations are the signs of ASCII, a word is in quotes."""
    if _PLAIN.fullmatch(text):
        return text

    def plain(found: re.Match[str]) -> str:
        if found[1] is not None:
            word = found[1].strip()
            return word if len(word) < 2 else f'"{word}"'
        return _COMMANDS.get(found[2], f'"{found[2]}"') if found[2] else found[3] or " "

    text = _DOTS.sub("…", _COMMAND.sub(plain, text))
    return "".join(text.split()) if len(text) <= MOST else text


def limits(kind: str, below: str, above: str, scope: Scope, column: int) -> Limits:
    """The limits of a sum, mean, product or the like. Raises NotationError for what says no range."""
    return _Reader(kind, scope, column).read(below, above)


class _Reader:
    def __init__(self, kind: str, scope: Scope, column: int) -> None:
        self.kind = kind
        self.scope = scope
        self.column = column
        self.binders: dict[str, Binder] = {}
        self.conditions: list[Indicator] = []
        self.from_zero: list[str] = []

    def read(self, below: str, above: str) -> Limits:
        if len(below) > MOST:
            raise self.unclear()
        clauses = _clauses(below)
        ranged = [clause for clause in clauses if "=" in clause and not any(sign in clause for sign in "<>!∈")]
        for clause in clauses:
            self.clause(clause, above if clause in ranged else "")
        if len(ranged) == 1 and above:  # i,j=1 below and N above
            last = self.binders[ranged[0].partition("=")[0]]
            for letter, binder in self.binders.items():
                if binder == Binder(letter):
                    self.binders[letter] = last._replace(letter=letter)
                    self.from_zero += [letter] if last.letter in self.from_zero else []
        if self.conditions and self.kind not in ("sum", "prod"):
            raise NotationError(f"{self.kind} at column {self.column} runs over whole axes: {self.kind}_n", self.column)
        return Limits(tuple(self.binders.values()), tuple(self.conditions), tuple(self.from_zero))

    def clause(self, clause: str, above: str) -> None:
        """One part of what stands below: letters, a range, a relation, or a set."""
        first, *others = _RELATION.split(clause)
        if not others:
            return self.letters(first)
        if len(others) == 4 and others[0][0] == others[2][0] in "<>" and _LETTER.fullmatch(others[1]):  # 1 <= m <= M
            self.compared(others[1], _TURNED.get(others[0], ""), first)
            return self.compared(others[1], others[2], others[3])
        if len(others) == 2:
            letter, sign, bound = first, *others
            if not _LETTER.fullmatch(letter) and sign != "=":
                raise self.unclear()
            if sign == "∈":
                return self.within(letter, bound)
            return self.ranged(letter, bound, above) if sign == "=" else self.compared(letter, sign, bound)
        raise self.unclear()

    def letters(self, text: str) -> None:
        """Letters, glued or not, or a word for all samples."""
        if not _LETTERS.fullmatch(text):
            letter = self.samples() if text.strip('"') in _SAMPLES and len(text) > 1 else ""
            if not letter:
                raise self.no_axis(text)
            self.bind(Binder(letter))
            return
        found = _LETTER.findall(text)
        if len(set(found)) < len(found):
            raise self.no_axis(text)
        for letter in found:
            self.bind(Binder(letter))

    def ranged(self, letter: str, low: str, above: str) -> None:
        """``n=1`` with what stands above, or ``n=1…N``."""
        if self.kind not in ("sum", "mean", "prod"):
            raise NotationError(f"{self.kind} at column {self.column} runs over whole axes: {self.kind}_n", self.column)
        if not _LETTER.fullmatch(letter) or not low:
            raise NotationError(f"the {self.kind} at column {self.column} needs one letter: sum_{{t=1}}", self.column)
        found = _RANGE.fullmatch(low)
        if found:
            low, above = found[1], found[2]
        self.span(letter, low, above)

    def span(self, letter: str, low: str, high: str) -> None:
        """A letter from one place to another; from 0 to one less than a size, or to a number, is counted from 0."""
        sizes = self.scope.axes.sizes
        size = high[:1] if high[:1] in sizes else ""
        if low == "0" and (size or high.isdecimal() or not high):
            if high.isdecimal():
                self.bind(Binder(letter, None, Index((), int(high) + 1)))
            elif high == f"{size}-1":
                self.bind(Binder(letter, None, None, size))
            else:
                end = f"{size or high}-1" if high else "its size less 1"
                raise NotationError(
                    f"the {self.kind} at column {self.column} begins at 0, where it should end at {end}", self.column
                )
            self.from_zero.append(letter)
            return
        self.bind(Binder(letter, self.bound(low, upper=False), self.bound(high, upper=True) if high else None, size))

    def compared(self, letter: str, sign: str, bound: str) -> None:
        """``j <= i`` is a limit, ``k != i`` a condition."""
        if sign == "!=":
            place = self.bound(bound, upper=False) or Index((), 0, last=True)
            if letter not in self.binders:
                self.bind(Binder(letter))
            self.conditions.append(Indicator(Index(((letter, 1),)), sign, place, self.column))
            return
        upper = sign[0] == "<"
        if sign not in ("<", ">", "<=", ">=") or self.kind not in ("sum", "prod", "mean"):
            raise self.unclear()
        limit = self.bound(bound, upper=upper)
        if len(sign) == 1:
            limit = limit or Index((), 0, last=True)
            limit = limit._replace(const=limit.const + (-1 if upper else 1))
        known = self.binders.get(letter, Binder(letter))
        size = bound if upper and limit is None else known.size
        own = known._replace(high=limit, size=size) if upper else known._replace(low=limit)
        self.binders[letter] = own

    def within(self, letter: str, named: str) -> None:
        """``n`` in a set: the places of an axis, or all samples."""
        found = _RANGE.fullmatch(named)
        if found:
            return self.span(letter, found[1], found[2])
        size = _UP_TO.fullmatch(named)
        if size and (size[1] or size[2]) in self.scope.axes.sizes:
            return self.span(letter, "1", size[1] or size[2])
        samples = self.samples() if named.strip('"') in _SAMPLES else ""
        if not samples or (letter != samples and letter in self.scope.axes.classes):
            raise self.no_axis(named)
        return self.bind(Binder(letter))

    def samples(self) -> str:
        """The one letter that counts samples, if there is one."""
        axes = self.scope.axes
        counted = [letter for letter in axes.running if letter not in axes.time]
        return counted[0] if len(counted) == 1 else ""

    def bind(self, binder: Binder) -> None:
        if binder.letter in self.binders:
            raise self.unclear()
        self.binders[binder.letter] = binder

    def bound(self, text: str, *, upper: bool) -> Index | None:
        """A limit of a sum. The size of an axis, in its capital letter, is the end of the axis."""
        sizes, column = self.scope.axes.sizes, self.column
        if text in sizes:
            return None if upper else Index((), 0, last=True)
        found = _BOUND.fullmatch(text)
        if found is None:
            shown = text if len(text) <= 20 else text[:19] + "…"
            raise NotationError(
                f"the limit `{shown}` of the sum at column {column} is not a letter or a whole number", column
            )
        if found[3]:
            return Index((), int(found[3]))
        if found[1] in sizes:
            return Index((), int(found[2] or 0), last=True)
        if found[1].isupper():
            raise NotationError(
                f"the limit `{text}` of the sum at column {column} is not a size of this question", column
            )
        return Index(((found[1], 1),), int(found[2] or 0))

    def no_axis(self, text: str) -> NotationError:
        word = text.strip('"')
        shown = word if len(word) <= 20 else word[:19] + "…"
        if not _NAMED.fullmatch(word):
            return self.unclear()
        return NotationError(
            f"`{shown}` below the {self.kind} at column {self.column} is no axis: write sum_n, or sum_{{u,v}}",
            self.column,
        )

    def unclear(self) -> NotationError:
        return NotationError(
            f"the sum at column {self.column} needs letters to run over: sum_n or sum_{{u,v}}", self.column
        )


def _clauses(text: str) -> list[str]:
    """What stands between commas and colons, but for those in brackets and beside dots."""
    found, depth = [""], 0
    for at, char in enumerate(text):
        depth += (char in "{[(") - (char in "}])")
        beside = text[at + 1 : at + 2] == "…" or text[at - 1 : at] == "…"
        if (char in ",;" and depth == 0 and not beside) or (char == ":" and depth == 0):
            found.append("")
        else:
            found[-1] += char
    return [clause for clause in found if clause]

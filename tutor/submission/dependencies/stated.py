"""The dependencies that a page states, ``h_t = f(x_t, h_{t-1}, w)``, and the letter that counts steps in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from tutor.notation.functions import FUNCTIONS
from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.claims.judged import Verdict
from tutor.submission.claims.writing.spelling import ATOM, atom_of
from tutor.submission.statement import CLAIM, DEPENDENCY
from tutor.submission.verdicts import NOT_JUDGED, NOT_READ, WRONG

CALL = lazily(
    rf"(?P<function>{ATOM.pattern})\s*(?:\\left\s*|\\[bB]igg?l?\s*)?\((?P<arguments>[^()]*(?:\([^()]*\)[^()]*)*?)"
    r"(?:\\right\s*|\\[bB]igg?r?\s*)?\)"
)
_BETWEEN = lazily(r"[,;|](?![^({]*[)}])")
_STEP = lazily(r"(?P<letter>[a-z])\s*(?P<shift>[+-]\s*\d)?")
_ABOVE = lazily(r"(?:[(\[<]|\\langle)\s*([a-z](?:\s*[+-]\s*\d)?)\s*(?:[)\]>]|\\rangle)")
_SUM = lazily(
    r"\s*(?:(?P<share>\\[dt]?frac\s*\{?\s*1\s*\}?\s*\{?|1\s*/)\s*(?P<size>[A-Z])\s*\}?)?\s*\\sum\s*(?:\\limits\s*)?"
    r"_\s*\{?\s*(?P<letter>[a-z])\s*(?:=\s*1\s*)?\}?(?:\s*\^\s*\{?\s*(?P<last>[A-Z])\s*\}?)?\s*(?P<part>.*)"
)
_ARGUMENTS = lazily(r"\s*\((?:[^()]|\([^()]*\))*\)\s*\Z")
_WORD_BELOW = lazily(r"_\s*\\(?:text|textrm|mathrm|rm)\s*\{\s*(\w+)\s*\}")
_OPEN = (NOT_READ, NOT_JUDGED)
_LANGUAGE = frozenset({"partial", "sum", "prod", "frac", "d", "log", "exp", "sin", "cos", "softmax", "max", "min"})


class Name(NamedTuple):
    """A name of a page: what is written without its step, and that step's letter and shift; '' where it has none."""

    key: str
    letter: str = ""
    shift: int = 0


class Dependency(NamedTuple):
    """A value, the function that makes it, and of what."""

    value: Name
    function: str
    arguments: tuple[Name, ...]

    def at_its_step(self) -> Dependency:
        """The same with the value at the step of its letter, and not at a neighbour."""
        moved = [one._replace(shift=one.shift - self.value.shift) if one.letter else one for one in self.arguments]
        return Dependency(self.value._replace(shift=0), self.function, tuple(moved))


class Total(NamedTuple):
    """A value that is the sum, or the mean, of another one at all steps; how many they are has a letter of the page."""

    value: Name
    part: Name
    is_mean: bool
    size: str


def plain(text: str) -> str:
    """The text with letters and words below names as they are, and not in a font of their own."""
    return _WORD_BELOW.sub(r"_{\1}", text)


def name_of(text: str) -> Name | None:
    """A text as a name, its step told from the rest wherever there may be one; None where it is no name."""
    atom = atom_of(text)
    if atom is None:
        return None
    above = _ABOVE.fullmatch(atom.sup)
    step = _STEP.fullmatch(above[1] if above else atom.sub)
    if step is None:
        return Name(_squeezed(atom.written()))
    rest = atom._replace(sup="") if above else atom._replace(sub="")
    shift = int("".join(step["shift"].split())) if step["shift"] else 0
    return Name(_squeezed(rest.written()), step["letter"], shift)


def whole(name: Name) -> Name:
    """A name whose step is a part of it."""
    shift = f"{name.shift:+d}" if name.shift else ""
    return Name(f"{name.key}_{name.letter}{shift}") if name.letter else name


def call_of(text: str) -> tuple[str, tuple[Name, ...]] | None:
    """A function that nobody knows and its arguments, where a text is that and no more."""
    found = CALL.fullmatch(text.strip())
    return called(found) if found is not None else None


def called(found: re.Match[str]) -> tuple[str, tuple[Name, ...]] | None:
    """The function of a call and its arguments; None for a function that is known, and for other arguments."""
    function = _squeezed(found["function"])
    bare = re.sub(r"^\\(?:text|mathrm|operatorname)?\{?|\}$", "", function)
    if bare in FUNCTIONS or bare in _LANGUAGE:
        return None
    names = [name_of(one) for one in _BETWEEN.split(found["arguments"])]
    known = tuple(one for one in names if one is not None)
    return (function, known) if known and len(known) == len(names) else None


class Stated:
    """What a page states of dependencies that nothing else has decided: the first of each value.

    ``lines`` are the verdicts on the links that do; ``is_clear`` says that no value has two dependencies.
    """

    def __init__(self, verdicts: Iterable[Verdict]) -> None:
        self.dependencies: list[Dependency] = []
        self.total: Total | None = None
        self.lines: list[Verdict] = []
        self.is_clear = True
        for one in verdicts:
            if one.link is not one.statement.links[0]:
                continue
            left, text = plain(one.statement.left), plain(one.link.text)
            value, of_all = name_of(left), name_of(_ARGUMENTS.sub("", left))
            states = one.link.kind == DEPENDENCY or (one.link.kind == CLAIM and one.verdict in _OPEN)
            sums_up = one.link.kind == CLAIM and one.verdict != WRONG
            taken = states and value is not None and self._take(value, text)
            if taken or (sums_up and of_all is not None and self._take_sum(of_all, text)):
                self.lines.append(one)

    @property
    def time(self) -> str:
        """The letter that counts steps, or samples that are added up; '' where none does."""
        for one in self.dependencies:
            for argument in one.arguments:
                if argument.key == one.value.key and argument.letter == one.value.letter and argument.shift:
                    return argument.letter
        return self.total.part.letter if self.total is not None else ""

    def _take(self, value: Name, text: str) -> bool:
        call = call_of(text)
        if call is None or value in call[1]:
            return False
        made = Dependency(value, *call).at_its_step()
        known = next((one for one in self.dependencies if one.value == made.value), None)
        if known is None:
            self.dependencies.append(made)
        elif set(known.arguments) != set(made.arguments):
            self.is_clear = False
        return True

    def _take_sum(self, value: Name, text: str) -> bool:
        found = _SUM.fullmatch(text)
        if found is None or self.total is not None or value.letter:
            return False
        call = call_of(found["part"])
        part = name_of(call[0] if call is not None else found["part"])
        if call is not None and (part is None or not part.letter):
            part = Name(call[0], found["letter"])
        if part is None or part.letter != found["letter"] or part.shift:
            return False
        if call is not None:
            self.dependencies.append(Dependency(part, *call))
        self.total = Total(value, part, found["share"] is not None, found["size"] or found["last"] or "")
        return True


def _squeezed(text: str) -> str:
    return re.sub(r"_\{(\w)\}", r"_\1", "".join(text.split()))

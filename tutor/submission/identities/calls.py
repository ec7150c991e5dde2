"""Functions that lines about free letters speak of: ``S(z)_i``, ``CE(y, p)``, ``f(x)`` are names like others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tutor.notation.functions import FUNCTIONS
from tutor.submission.claims.softmax_law import is_softmax
from tutor.submission.claims.writing.spelling import atom_of

_OPEN, _CLOSE = r"(?:\\left|\\[bB]igg?l?)?\s*\(", r"(?:\\right|\\[bB]igg?r?)?\s*\)"
_BEGINS = r"(?:(?<![A-Za-z\\}])|(?<=\})(?=\\)|(?<=\{d[a-z]\})|(?<=\\partial [a-z]\}))(?!\\(?:left|right|[bB]ig))"
"""What is called begins by itself, with a backslash behind a brace, or behind the sign of a derivative."""
_NAME = _BEGINS + r"(?P<name>\\(?:text|mathrm|mathcal|operatorname|mathbf)\s*\{\s*[A-Za-z]+\s*\}|\\?[A-Za-z]+)"
_SCRIPT = r"\s*(?P<{0}>_\s*(?:\{{\s*[a-z]\s*\}}|[a-z]))?"
_CALL = re.compile(
    rf"{_NAME}{_SCRIPT.format('below')}(?P<prime>'?)\s*{_OPEN}\s*(?P<of>(?:[^()=]|\([^()=]*\))*?)\s*{_CLOSE}{_SCRIPT.format('behind')}"
)
_ACTIVATION = re.compile(
    r"\\sigma(?![A-Za-z])(?P<scripts>(?:\s*\^\s*(?:\{\s*\d\s*\}|\d))?)(?!\s*(?:'|_|\^|\\left|\\[bB]ig|\((?!\s*1\s*-)))"
)
_LETTERS_OF_FUNCTIONS = frozenset("fghuvFGH")
_VALUES = "Values"
"""Behind a name for softmax, where it stands for what that comes to."""
_ENTROPIES = ("CE", "CrossEntropy")
_TWO = 2
_INSIDE = re.compile(r"\([^()]*\)")
_INDEX_FIRST = re.compile(r"(\\?[A-Za-z]+)\s*(_\s*(?:\{\s*[a-z]\s*\}|[a-z]))\s*(\([^()]*\))")


class _Call(NamedTuple):
    name: str
    arguments: tuple[str, ...]
    below: str


class Calls:
    """What is called on a page, and by what letters."""

    def __init__(self, lines: Iterable[tuple[str, str]], *, of_softmax: bool) -> None:
        lines = list(lines)
        self._softmax = {"sigma"} if of_softmax else set()
        """Names that the page has for softmax."""
        said = {*_LETTERS_OF_FUNCTIONS, *_ENTROPIES}
        for left, right in lines:
            for found in _calls(left):
                name = _base(found["name"])
                if name not in FUNCTIONS:
                    said.add(name)
                if name != "softmax" and is_softmax(_INDEX_FIRST.sub(r"\1\3\2", left), right):
                    self._softmax.add(name)
        self._said = said - self._softmax
        self._listing = {name for name in self._said for line in lines if _is_listing(name, line[0])} | {*_ENTROPIES}
        self._arguments: dict[str, set[tuple[str, ...]]] = {}
        self._of: dict[str, str] = {}
        for text in (text for line in lines for text in line):
            for found in _calls(text):
                call = _call(found)
                if call is not None:
                    self._arguments.setdefault(call.name, set()).add(call.arguments)
                    self._of[call.name] = ",".join(call.arguments)

    def softmax(self) -> dict[str, str]:
        """The page's own names for softmax, each with what it is of where that is not written."""
        return {f"{name}{_VALUES}": self._of[name] for name in sorted(self._softmax & self._of.keys())}

    def entropies(self) -> dict[str, tuple[str, str]]:
        """Cross entropies that are called by that name, each with its target and what it takes for that."""
        found = {(name, of) for name in _ENTROPIES for of in self._arguments.get(name, ()) if len(of) == _TWO}
        return {name: (of[0], of[1]) for name, of in found}

    def unknown(self) -> dict[str, str]:
        """Functions of one letter, each with that letter."""
        called = ((name, list(self._arguments.get(name, ()))) for name in sorted(self._said))
        return {name: of[0][0] for name, of in called if len(of) == 1 == len(of[0]) and len(name) == 1}

    def rewritten(self, text: str) -> str:
        """A text in which what is called by the same letters throughout is a name."""
        text = _CALL.sub(self._as_name, text)
        for name in self._softmax:
            text = re.sub(rf"(?<![A-Za-z\\{{])\\?{name}(?![A-Za-z])", rf"\\mathrm{{{name}{_VALUES}}}", text)
        if len(self._arguments.get("sigma", ())) == 1 and "sigma" not in self._softmax:
            text = _ACTIVATION.sub(lambda one: rf"\sigma{one['scripts']}({self._of['sigma']})", text)
        return text

    def _as_name(self, found: re.Match[str]) -> str:
        call = _call(found)
        if _base(found["name"]) in self._listing and not found["prime"]:
            return rf"\mathrm{{{_base(found['name'])}}} "
        if call is not None and call.name in self._softmax and len(self._arguments[call.name]) == 1:
            return rf"\mathrm{{{call.name}{_VALUES}}}{call.below}"
        if _base(found["name"]) in self._softmax and (call is not None or not found["below"]):
            return rf"\mathrm{{softmax}}({found['of']}){found['below'] or found['behind'] or ''}"
        arguments = self._arguments[call.name] if call is not None and call.name in self._said else ()
        if call is None or len(arguments) != 1:
            inside = slice(found.start("of") - found.start(), found.end("of") - found.start())
            return f"{found[0][: inside.start]}{_CALL.sub(self._as_name, found['of'])}{found[0][inside.stop :]}"
        written = rf"\mathrm{{{call.name}}}{call.below} "
        return rf"\frac{{\partial {written}}}{{\partial {call.arguments[0]}}}" if found["prime"] else written


def _calls(text: str) -> Iterator[re.Match[str]]:
    """The calls in a text, those within others too."""
    for found in _CALL.finditer(text):
        yield found
        yield from _calls(found["of"])


def _call(found: re.Match[str]) -> _Call | None:
    """A call of names; None where something else is in the brackets."""
    atoms = [atom_of(one) for one in found["of"].split(",")] if found["of"] else []
    if not atoms or any(atom is None or atom.sup for atom in atoms):
        return None
    bases = tuple(atom.base for atom in atoms if atom is not None)
    below = [atom.sub for atom in atoms if atom is not None and atom.sub]
    index = found["below"] or found["behind"] or ""
    if below and (len(atoms) > 1 or index):
        return None
    return _Call(_base(found["name"]), bases, index or (f"_{{{below[0]}}}" if below else ""))


def _is_listing(name: str, left: str) -> bool:
    """Whether a left side is a name with all that it depends on, ``H(y, p(x))``, and no function of one thing."""
    found = _CALL.fullmatch(left.strip())
    return found is not None and _base(found["name"]) == name and "," in _INSIDE.sub("", found["of"])


def _base(name: str) -> str:
    return re.sub(r"\\(?:text|mathrm|mathcal|operatorname|mathbf)\s*\{\s*([A-Za-z]+)\s*\}", r"\1", name).lstrip("\\")

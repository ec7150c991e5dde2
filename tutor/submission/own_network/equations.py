"""The forward equations of a page: names that are defined by formulas of names, and say nothing of a derivative."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tutor.notation.read.lazy_patterns import lazily
from tutor.problems.network.errors import StatementError
from tutor.problems.network.written_names import read_name
from tutor.submission.statement import CLAIM, Statement

_DERIVATIVE = lazily(
    r"\\(?:partial|nabla|delta|Delta|prime)(?![A-Za-z])|[∂∇δΔ]|\\d?frac\s*\{\s*(?:\\mathrm\s*\{\s*)?d(?![A-Za-z]{2})"
    r"|(?<![A-Za-z\\])d[A-Za-z]\w*\s*/\s*d[A-Za-z]|[A-Za-z)}]'"
)
_GRADIENT = lazily(r"(?:\\(?:mathrm|text)\s*\{\s*)?d\\?[A-Za-z]")
_OF_WHAT = lazily(r"\s*(?:\\left\s*)?\(.*\)\s*\Z", re.DOTALL)
_FUNCTION = lazily(r"\s*(\\?[A-Za-z]+)\s*(?:\\left\s*)?\(\s*([a-z])\s*(?:\\right\s*)?\)\s*\Z")
_WORD = lazily(r"[A-Za-z]")
_NO_NAME = lazily(r"\\(?:begin|end)\s*\{[a-z]*(?:matrix|array)\*?\}|\\[cl]?dots|\.\.\.|…|\\vdots")
_SQUARED = lazily(r"(.*[A-Za-z}])\s*\^\s*(?:2|\{\s*2\s*\})", re.DOTALL)
_SHIFT = lazily(r"(?<=[a-z])\s*-\s*1|[{}\s]")
_DEFINES = frozenset({"=", ":=", "\\leftarrow", "\\equiv", "\\triangleq", ""})


class Equation(NamedTuple):
    """``left = right`` as typed, in one line. ``called`` says that the left side is a function of a letter.

    ``others`` are what stands further on in its chain, which is the same said otherwise.
    """

    left: str
    right: str
    name: str
    called: bool = False
    others: tuple[str, ...] = ()


_SUM = lazily(r"(\\sum\s*(?:\\limits\s*)?_\s*(?:\{[^{}]*\}|\w)(?:\s*\^\s*(?:\{[^{}]*\}|\w))?)")


def variants(statements: Sequence[Statement]) -> Iterator[list[Statement]]:
    """The statements as they are typed, then with every sum over all that comes after it."""
    yield list(statements)
    wide = [
        one.replace(links=tuple(link.replace(text=_widened(link.text)) for link in one.links)) for one in statements
    ]
    if wide != list(statements):
        yield wide


def _widened(right: str) -> str:
    """One sum with terms behind it that would not be in it: they are, in brackets."""
    parts = _SUM.split(right)
    if len(parts) != 3 or not re.search(r"[^\s(\[{][^()]*[-+]", parts[2]):
        return right
    return f"{parts[0]}{parts[1]} ({parts[2]})"


def equations_of(statements: Sequence[Statement]) -> list[Equation]:
    """The forward equations: those before the first derivative, and later ones for what these leave open."""
    early: list[Equation] = []
    late: list[Equation] = []
    found = early
    for statement in statements:
        texts = [statement.left, *(link.text for link in statement.links)]
        if any(_DERIVATIVE.search(text) for text in texts) or _is_gradient(statement.left):
            if not any("'" in text for text in texts) or early:
                found = late
            continue
        found += _of_chain(statement)
    equations = _first_of_each(early)
    while equations:
        wanted = next((one for one in late if _is_wanted(one, equations)), None)
        if wanted is None:
            break
        equations.append(wanted)
    return equations


def _is_gradient(left: str) -> bool:
    """Whether a left side is a gradient by its name, as are dW and dz."""
    return _GRADIENT.match(left.strip()) is not None


def _first_of_each(equations: Sequence[Equation]) -> list[Equation]:
    found: dict[str, Equation] = {}
    for one in equations:
        found.setdefault(one.name, one)
    return list(found.values())


def _is_wanted(late: Equation, equations: Sequence[Equation]) -> bool:
    """Whether an equation that comes after derivatives says what an earlier one speaks of, or what the loss is."""
    if any(one.name == late.name for one in equations):
        return False
    if is_loss(late.name):
        return not any(is_loss(one.name) for one in equations)
    base = re.compile(rf"(?<![A-Za-z\\]){re.escape(_SHIFT.sub('', late.left))}(?![A-Za-z_^])")
    return any(base.search(_SHIFT.sub("", one.right)) for one in equations)


def _of_chain(statement: Statement) -> list[Equation]:
    """The equations of one chain: its left side by the first formula, and names in it by what comes after them."""
    links = [link for link in statement.links if link.kind == CLAIM]
    if not links or any(link.relation not in _DEFINES for link in links):
        return []
    found = []
    left = statement.left
    for at, link in enumerate(links):
        squared = _SQUARED.fullmatch(left.strip())
        plain = squared[1] if squared else left
        name, called = named(plain)
        right = " ".join(link.text.split())
        if not name or not right or _NO_NAME.search(right):
            break
        if _has_names(right):
            plain = plain if called else _OF_WHAT.sub("", plain)
            others = tuple(" ".join(one.text.split()) for one in links[at + 1 :])
            if squared:
                right, others = rf"\sqrt{{{right}}}", tuple(rf"\sqrt{{{one}}}" for one in others)
            found.append(Equation(" ".join(plain.split()), right, name, called, others))
        if "(" in link.text or not named(link.text)[0] or at + 1 == len(links):
            break
        left = link.text
    return found


def _has_names(right: str) -> bool:
    return _WORD.search(re.sub(r"\\(?:cdot|times|frac|left|right|text|mathrm|quad|big|Big)", "", right)) is not None


def named(left: str) -> tuple[str, bool]:
    """The name that a left side is, empty where it is none; and whether it is a function of a letter."""
    function = _FUNCTION.match(left)
    if function and not is_loss(function[1]) and function[2] not in "wby":
        return f"{function[1]}()", True
    try:
        written = read_name(_OF_WHAT.sub("", left).strip())
    except StatementError:
        return "", False
    return ("", False) if written.rest else (written.name, False)


def is_loss(name: str) -> bool:
    """Whether a name is one that a loss has: L, E, ``L_CE``, but no ``C_t``."""
    plain, _, below = re.sub(r"[\\{}\s]|math[a-z]+|text|operatorname", "", name).partition("_")
    if len(below) == 1:
        return False
    return plain in ("L", "J", "E", "C") or plain.lower() in ("ell", "loss", "cost", "error", "mse", "nll", "ce", "bce")

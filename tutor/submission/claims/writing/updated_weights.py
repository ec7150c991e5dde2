"""A letter for any weight, ``W^{(i)} = W^{(i)} - \\eta dW^{(i)}``, ``\\theta``: those of the network are put in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tutor.submission.claims.writing.spelling import Atom, atom_of, respelled
from tutor.submission.statement import Statement

MOST_WEIGHTS = 3
_BASE = re.compile(r"(?:\\(?:mathbf|boldsymbol|bm)\s*\{\s*)?(?:\\(?:theta|Theta|omega)|([WwVUb]))\s*\}?")
_LAYER = re.compile(r"[(\[]?\s*(?:[a-zL]|\\ell)\s*[)\]]?")
_NUMBERED = re.compile(r"([WwVUb])_?(\d+)")
_STEPS = frozenset({"t", "k"})


def of_weights(statement: Statement, given: Iterable[str]) -> list[Statement]:
    """A statement about any weight, with each of those that are ``given`` put in; nothing for any other statement.

    Those with the letter of the left side are meant; theta is any of them.
    """
    left = atom_of(statement.left)
    found = _BASE.fullmatch(left.base) if left is not None else None
    if left is None or found is None:
        return []
    letter = found[1] or ""
    members = [number for name in given if (number := _NUMBERED.fullmatch(name))]
    own = [one for one in members if one[1] in (letter, letter.swapcase())]
    chosen = own if letter else members
    return [_about(statement, left, f"{one[1]}_{{{one[2]}", one[1]) for one in chosen[:MOST_WEIGHTS]]


def _about(statement: Statement, left: Atom, opened: str, base: str) -> Statement:
    """The statement about one weight, whose name is ``opened`` up to where marks of new and old values may follow."""

    def put(text: str) -> str | None:
        atom = atom_of(text)
        if atom is None:
            return None
        differential = "d" if atom.base == f"d{left.base}" else ""
        if not differential and atom.base != left.base:
            return None
        marks = [part for part in (atom.sub, atom.sup) if part and not _is_layer(part)]
        turned = [part for part in marks if part in ("T", r"\top")]
        below = ",".join(part for part in marks if part not in turned)
        return f"{differential}{opened}{f',{below}' if below else ''}}}{'^T' if turned else ''}"

    links = tuple(link.replace(text=respelled(link.text, put)) for link in statement.links)
    return statement.replace(left=respelled(statement.left, put), links=links)


def _is_layer(script: str) -> bool:
    """Whether a script is the letter of any layer, and not of a step."""
    return _LAYER.fullmatch(script) is not None and script.strip("()[] ") not in _STEPS

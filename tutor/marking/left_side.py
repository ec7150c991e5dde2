"""The label before a formula, ``y = ...``, ``f(x) = ...``, ``W \\leftarrow ...``, which a comparison does without."""

from __future__ import annotations

import re
from typing import NamedTuple

from tutor.notation.errors import NotationError

_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")
_ASSIGNS = re.compile(r":=|←|<-|\\(?:left|get)arrow(?![A-Za-z])|\\gets(?![A-Za-z])|(?<![<>=!:])=(?!=)")
_UPDATES = ("←", "<-", "\\")
_NAME = re.compile(r"\\?[A-Za-z\u0370-\u03ff][A-Za-z0-9\u0300-\u0304]*(?:_(?:\{[^{}]*\}|\w+))?(?:\^\{?\(?\w+\)?\}?)?'*")
_CALL = re.compile(rf"({_NAME.pattern})\s*\(([^()]*)\)")
_DERIVATIVE = re.compile(r"(?:d|∂|\\partial).*/.*|\\[dt]?frac\s*\{.*\}\s*\{.*\}|(?:∇|\\nabla).*")


class Labelled(NamedTuple):
    """A formula with blanks where its label stood, so that columns stay; ``label`` is empty where there was none."""

    text: str
    label: str = ""
    updates: bool = False


def without_label(text: str) -> Labelled:
    """The formula behind a label. Raises NotationError for one that stands on the right side too."""
    if "=" not in text and "←" not in text and "<-" not in text and "arrow" not in text and "\\gets" not in text:
        return Labelled(text)
    found = _sign(text)
    if found is None:
        return Labelled(text)
    label = text[: found.start()].strip(" \t\n$&")
    if label and not _is_label(label):
        return Labelled(text)
    blank = " " * found.end() + text[found.end() :]
    updates = found[0].startswith(_UPDATES)
    if label and not updates and not _CALL.fullmatch(label) and _occurs(label, text[found.end() :]):
        column = found.start() + 1
        raise NotationError(
            f'"=" at column {column} was not expected: `{label}` stands on both sides; an update has an arrow, '
            f"{label} ← ...",
            column,
        )
    return Labelled(blank, label, updates)


def _sign(text: str) -> re.Match[str] | None:
    """The first sign of equality outside of brackets."""
    found = _ASSIGNS.search(text)
    while found is not None:
        before = text[: found.start()]
        depth = sum(before.count(sign) for sign in _OPENING) - sum(before.count(sign) for sign in _CLOSING)
        if depth == 0 and not re.search(r"_\s*\Z", before):
            return found
        if len(before) > 200:
            return None
        found = _ASSIGNS.search(text, found.end())
    return None


def _is_label(label: str) -> bool:
    return any(form.fullmatch(label) for form in (_NAME, _CALL, _DERIVATIVE))


def _occurs(label: str, text: str) -> bool:
    return re.search(rf"(?<![A-Za-z0-9_\\]){re.escape(label)}(?![A-Za-z0-9_'])", text) is not None

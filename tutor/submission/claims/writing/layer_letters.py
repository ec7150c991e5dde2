"""A letter for the layer before that of an entry, ``w_{ij}`` beside ``y_{ik}``: numbers are put in for both."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import takewhile

from tutor.submission.latex_patterns import SUMMED_LETTER
from tutor.submission.statement import Statement

_NAME = re.compile(r"(?P<base>\\?[A-Za-z]+)\s*_\s*\{\s*(?P<layer>[a-z])\s*,?\s*(?P<entry>[a-z])\s*\}")
_SUM = re.compile(rf"{SUMMED_LETTER}(?:\s*=\s*1)?\s*\}}?(?:\s*\^\s*\{{?\s*(?P<last>\d)\s*\}}?)?")
MOST_LAYERS = 4
MOST_ENTRIES = 9

Known = Callable[[str], bool]
"""Whether a text is a name that exists."""


def at_layers(statement: Statement, is_known: Known, has_number: Known) -> list[Statement]:
    """A statement about entries of any layer, with numbers for which all its names exist; nothing for any other.

    ``has_number`` tells whether a name with a number below it is one by itself, ``w_1`` beside ``w_2``.
    """
    texts = [statement.left, *(link.text for link in statement.links)]
    names = [one for text in texts for one in _NAME.finditer(text)]
    layers = {one["layer"] for one in names}
    free = {one["entry"] for one in _NAME.finditer(statement.left)}
    if len(layers) != 1 or len(free) != 1 or len({one["base"] for one in names}) < 2 or free & layers:
        return []
    layer, entry = layers.pop(), free.pop()
    found = []
    for number in map(str, range(1, MOST_LAYERS + 1)):
        if not all(has_number(f"{one['base']}_{number}") for one in names):
            continue
        if not all(_exists(one["base"], number, "1", is_known) for one in names):
            continue
        bases = {one["base"] for one in names if one["entry"] == entry}
        for at in _entries(bases, number, is_known):
            chosen = {layer: number, entry: at}
            links = tuple(link.replace(text=_put(link.text, chosen, is_known)) for link in statement.links)
            found.append(statement.replace(left=_put(statement.left, chosen, is_known), links=links))
    return found


def _exists(base: str, layer: str, entry: str, is_known: Known) -> bool:
    return is_known(f"{base}_{{{layer}{entry}}}")


def _entries(bases: set[str], layer: str, is_known: Known) -> list[str]:
    """The numbers of the entries that all of some names have."""
    numbers = map(str, range(1, MOST_ENTRIES + 1))
    return list(takewhile(lambda entry: all(_exists(base, layer, entry, is_known) for base in bases), numbers))


def _put(text: str, chosen: Mapping[str, str], is_known: Known) -> str:
    """A text with numbers for letters, and with what its last sum adds up written out."""
    summed = _SUM.search(text)
    if summed is None:
        return _NAME.sub(lambda one: _numbered(one, chosen), text)
    body = text[summed.end() :]
    bases = {one["base"] for one in _NAME.finditer(body) if one["entry"] == summed[1]}
    entries = _entries(bases, next(iter(chosen.values())), is_known) if bases else []
    entries = entries[: int(summed["last"])] if summed["last"] else entries
    terms = [_put(body, {**chosen, summed[1]: entry}, is_known) for entry in entries]
    return f"{_NAME.sub(lambda one: _numbered(one, chosen), text[: summed.start()])}({' + '.join(terms)})"


def _numbered(name: re.Match[str], chosen: Mapping[str, str]) -> str:
    return f"{name['base']}_{{{chosen.get(name['layer'], name['layer'])}{chosen.get(name['entry'], name['entry'])}}}"

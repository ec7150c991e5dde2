"""Which names of a page are vectors of words: the one in all products, those of the others, the word that was seen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.claims.writing.spelling import ATOM, atom_of
from tutor.submission.latex_patterns import GROUP, SUMMED_LETTER

_LEAST = 3
"""So many products a page about word vectors has."""
_BELOW = rf"_\s*(?:{GROUP}|[A-Za-z])"
_ABOVE = r"\^\s*(?:T|\{\s*(?:T|\\top|\\intercal|\\mathsf\s*\{\s*T\s*\})\s*\}|\\top(?![A-Za-z]))"
_PRODUCT = lazily(rf"(?P<one>{ATOM.pattern})\s*(?:\\cdot(?![A-Za-z])|·)?\s*(?P<other>{ATOM.pattern})")
_SCRIPTS = lazily(rf"{_BELOW}\s*{_ABOVE}|{_ABOVE}\s*{_BELOW}")
_LETTER = re.compile(r"[A-Za-z]")
SEEN = "o"
"""The letter that the word that was seen has by custom."""


class Vector(NamedTuple):
    """A name for a vector: its letter without fonts, and what stands below it."""

    base: str
    below: str


class Roles(NamedTuple):
    """The one vector in all products, the letter of the others, and that of the word which was seen beside it."""

    center: Vector
    others: str
    seen: str


def vector_of(text: str) -> Vector | None:
    """A name with something below it, taken apart; None for anything else."""
    atom = atom_of(text)
    if atom is None or not atom.sub:
        return None
    return Vector(bare(atom.base), bare(atom.sub))


def bare(text: str) -> str:
    """A name or a script without its fonts, braces and blanks."""
    return re.sub(r"\\(?:mathbf|boldsymbol|bm|vec|mathrm|text)(?![A-Za-z])|[\s{}]", "", text)


def roles_in(texts: Sequence[str]) -> Roles | None:
    """What the vectors of words on a page are; None where it has no products of such."""
    products = [pair for text in texts if _SCRIPTS.search(text) for pair in _products(text)]
    if len(products) < _LEAST:
        return None
    center, count = Counter(other for _, other in products).most_common(1)[0]
    others = [one for one, other in products if other == center]
    bases = {one.base for one in others}
    if count < _LEAST or len(bases) > 1 or center in others or len(set(others)) == 1:
        return None
    summed = {letter for text in texts for letter in re.findall(SUMMED_LETTER, text)}
    free = [one.below for one in others if _LETTER.fullmatch(one.below) and one.below not in summed]
    seen = SEEN if SEEN in free else next(iter(free), "")
    return Roles(center, others[0].base, seen) if seen else None


def _products(text: str) -> list[tuple[Vector, Vector]]:
    """The products of a transposed vector of a word by another one."""
    found = []
    for pair in _PRODUCT.finditer(text):
        one, other = vector_of(pair["one"]), vector_of(pair["other"])
        if one is not None and other is not None and _SCRIPTS.search(pair["one"]) and "^" not in pair["other"]:
            found.append((one, other))
    return found

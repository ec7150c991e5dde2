"""The names of a page about a convolution by what they are: ``act1``, ``kernel2``, ``pre2``, and ``pre2[1,2]``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.claims.writing.spelling import Atom, atom_of, respelled, with_partials
from tutor.submission.own_network.convolution.layer import Layer, bare, is_like
from tutor.submission.own_network.forward.equations import is_loss
from tutor.submission.statement import Statement

_LAYER = lazily(r"(?:\w\s*,\s*)?[(\[]?\s*(?:\w\s*,\s*)?([A-Za-z])\s*(?:([+-])\s*1)?\s*[)\]]?")
_DIGITS = lazily(r"\s*(\d)\s*,?\s*(\d)\s*")
_PLACE = r"[a-z]'?(?:\s*[-+]\s*(?:[a-z]'?|\d))*"
_LETTERS = lazily(rf"\s*({_PLACE})\s*,?\s*({_PLACE})\s*")
_TOP = lazily(r"(\\[dt]?frac\s*\{\s*\\partial)\s*([^{}]*(?:\{[^{}]*\})?[^{}]*?)\s*(?=\}\s*\{\s*\\partial)")
_FRACTION = lazily(
    r"\\[dt]?frac\s*\{\s*\\partial\s*([A-Za-z][\w\[\],]*)\s*\}\s*\{\s*\\partial\s*([A-Za-z][\w\[\],+-]*)\s*\}"
)
_OF_SUMS = lazily(r"\\(?:sum|prod)")
_WORDS = ("act", "kernel", "pre", "bias")
_LAYERS = {"act": (0, 1), "kernel": (1, 2), "pre": (1, 2), "bias": (1, 2)}
_LOSSES = frozenset({"L", "C", "E", "J", "loss", "Loss", "cost", "Cost"})


class Spelled:
    """Spells statements."""

    def __init__(self, layer: Layer, statements: Sequence[Statement]) -> None:
        self.layer = layer
        self.arriving = _arriving(layer, statements)

    def statement(self, one: Statement) -> Statement:
        """A statement with the names of the network."""
        links = tuple(link.replace(text=self._text(link.text)) for link in one.links)
        return one.replace(left=self._text(one.left), links=links)

    def _text(self, text: str) -> str:
        text = with_partials(text)
        text = _TOP.sub(lambda one: f"{one[1]} L " if _is_loss(one[2]) else one[0], text)
        text = re.sub(r"\^\s*\{?\s*(?:'|\\prime)\s*\}?(?=\s*(?:\\left\s*)?\()", "'", text)
        function = self.layer.function
        if function and function != r"\sigma":
            name = self.layer.known_function.replace("\\", r"\\")
            text = re.sub(rf"(?<![A-Za-z\\]){re.escape(function)}(?='?\s*(?:\\left\s*)?\()", name, text)
        return _FRACTION.sub(
            lambda one: rf"\frac{{\partial {one[1]}}}{{\partial {one[2]}}}", _nablas(respelled(text, self._name))
        )

    def _name(self, text: str) -> str | None:
        atom = atom_of(text)
        if atom is None:
            return None
        base = bare(atom.base)
        if atom.sub and not _index(atom.sub, self.layer.starts):
            return None
        if base in (r"\delta", "δ") or base == self.arriving:
            name = self._numbered("pre", atom)
            return rf"\frac{{\partial L}}{{\partial {name}}}" if name else None
        if base == self.layer.after:  # its letter alone: a = vec(A) is no other name for it
            return f" act2{_index(atom.sub, self.layer.starts)} "
        letters = (self.layer.given, self.layer.kernel, self.layer.output, self.layer.bias)
        for letter, word in zip(letters, _WORDS, strict=True):
            if letter and is_like(base, letter):
                name = self._numbered(word, atom)
                return f" {name} " if name else None
        return None

    def _numbered(self, word: str, atom: Atom) -> str | None:
        """A word with the number of its layer and its index: 2 is the layer of the last output."""
        number = 1 if word == "act" else 2
        if atom.sup:
            found = _LAYER.fullmatch(atom.sup) if self.layer.layered else None
            if found is None or found[1] != self.layer.layered:
                return None
            number = {"+": 2, "-": 0}.get(found[2] or "", 1)
        return f"{word}{number}{_index(atom.sub, self.layer.starts)}" if number in _LAYERS[word] else None


def _is_loss(text: str) -> bool:
    return text.strip() in _LOSSES or is_loss(text.strip())


def _index(sub: str, starts: int) -> str:
    """The index of an entry in brackets; numbers count from 1 there, letters as the page does."""
    if found := _DIGITS.fullmatch(sub):
        return f"[{int(found[1]) - starts + 1},{int(found[2]) - starts + 1}]"
    found = _LETTERS.fullmatch(sub)
    return f"[{found[1]},{found[2]}]" if found else ""


def _nablas(text: str) -> str:
    """A text with a gradient for each ∇ before a name."""
    return re.sub(
        r"\\nabla\s*(?:_\s*)?\{?\s*([a-z]+\d(?:\[[^\]]*\])?)\s*\}?", r"\\frac{\\partial L}{\\partial \1}", text
    )


def _arriving(layer: Layer, statements: Sequence[Statement]) -> str:
    """The letter that a page has for the gradient of the output: in that of the kernel it stands beside the input."""
    for one in statements:
        left = with_partials(one.left)
        kernel = re.search(r"\{\s*\\partial\s*([^{}]*(?:\{[^{}]*\})?)\s*\}\s*\Z", left)
        atom = atom_of(kernel[1]) if kernel else None
        if atom is None or not is_like(bare(atom.base), layer.kernel):
            continue
        for link in one.links:
            if not _OF_SUMS.search(link.text) or "partial" in link.text:
                continue
            found = re.findall(r"(?<![A-Za-z\\{])([A-Za-z])\s*_\s*\{\s*[a-z]\s*,?\s*[a-z]\s*\}", link.text)
            other = [base for base in found if not is_like(base, layer.given) and not is_like(base, layer.kernel)]
            if len(set(other)) == 1 and not is_like(other[0], layer.output):
                return str(other[0])
    return ""

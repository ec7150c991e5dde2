"""A page about a convolution with its network: of arrays, beside which its statements are read entry by entry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.own_network.changed import changed, unwritten
from tutor.submission.own_network.convolution.chains import chained
from tutor.submission.own_network.convolution.extents import OPEN, extents_of
from tutor.submission.own_network.convolution.grids import Convolved, Grid, UnwrittenError
from tutor.submission.own_network.convolution.index_sums import Indexed
from tutor.submission.own_network.convolution.layer import Layer, layer_of
from tutor.submission.own_network.convolution.network_file import network_file
from tutor.submission.own_network.convolution.spelled import Spelled
from tutor.submission.statement import CLAIM, Link, Statement

_THIN = lazily(r"\\[,;:!]")
_PRIMED = lazily(r"\(\s*(\\?[A-Za-z]+)\s*(?:'|\^\s*\{?\s*\\prime\s*\}?)\s*\)(?=\s*[_^])")
_IN_BRACKETS = lazily(
    r"\(\s*((?:\\[A-Za-z]+|[A-Za-z])(?:\s*\^\s*(?:\{[^{}]*\}|\w))?)\s*\)(?=\s*_\s*\{\s*[a-z]'?\s*,\s*[a-z]'?\s*\})"
)
_SAMPLED = lazily(r"\^\s*\{\s*([a-z])\s*,\s*[a-zA-Z]\s*(?:[-+]\s*1\s*)?\}")
_UPDATE = lazily(r"\s*([a-z]+\d)\s*-\s*(?:\\(?:alpha|eta|lambda|epsilon|mu)(?![A-Za-z])\s*(?:\\cdot\s*)?)?")
_SIGN = lazily(r"\*|\\(?:ast|star|circledast)(?![A-Za-z])|(?:[cC]onv|[cC]orr)(?:olution)?\s*\}?\s*\(")
_LETTERED = lazily(r"[a-z]+\d\[[^\]]*[a-z]")
_NUMBERED = lazily(r"[a-z]+\d\[\d,\d\]")
_WHOLE = lazily(r"\s*(?:\\[dt]?frac\s*\{\s*\\partial\s*L\s*\}\s*\{\s*\\partial\s+(\w+)\s*\}|([a-z]+\d))\s*")
_PRODUCT = lazily(r"\^\s*\{?\s*(?:T|\\top|\\intercal)|(?:[a-z]+\d|\})\s*(?:kernel|act|pre)\d(?!\[)")


class Convolution(NamedTuple):
    """The text of a network, and the statements as they are read beside it."""

    text: str
    statements: tuple[Statement, ...]


def convolutions(statements: Sequence[Statement], prose: str) -> Iterator[Convolution]:
    """The page written out, by correlation and by true convolution where its signs leave that open."""
    statements = [changed(one, _plain) for one in statements]
    layer = layer_of(statements, prose)
    if layer is None:
        return
    known = extents_of(statements, layer, prose)
    sizes = known or OPEN
    spelled = Spelled(layer, statements)
    said = [spelled.statement(one) for one in statements]
    signs = any(_SIGN.search(link.text) for one in said for link in one.links)
    for turns in (False, True) if signs else (False,):
        writer = _Writer(layer, sizes, turns=turns, sized=bool(known))
        writer.beside = any(_PRODUCT.search(link.text) for one in said for link in one.links)
        yield Convolution(
            network_file(layer, writer.extents, turns=turns and layer.signed), tuple(map(writer.statement, said))
        )


def _plain(text: str) -> str:
    """A text without what only surrounds its names; of a sum over samples what it says of each."""
    text = _IN_BRACKETS.sub(r"\1", _PRIMED.sub(r"\1", _THIN.sub(" ", text)))
    sample = _SAMPLED.search(text)
    over = (
        rf"\\sum\s*(?:\\limits\s*)?_\s*\{{?\s*{sample[1]}\s*(?:=\s*1\s*)?\}}?\s*(?:\^\s*(?:\{{\s*\w\s*\}}|\w))?"
        if sample
        else "\0"
    )
    return re.sub(over, "", text)


class _Writer:
    """Writes statements out."""

    def __init__(self, layer: Layer, sizes: Sequence[tuple[int, int]], *, turns: bool, sized: bool) -> None:
        given, kernel, output = sizes
        below = (given[0] + kernel[0] - 1, given[1] + kernel[1] - 1)
        self.extents = {
            "act1": given,
            "pre1": given,
            "kernel2": kernel,
            "pre2": output,
            "act2": output,
            "kernel1": kernel,
            "act0": below,
        }
        if layer.bias_rank:
            self.extents |= {"bias2": output, "bias1": given}
        self.layer = layer
        self.turns = turns
        self.sized = sized
        self.beside = False
        """Whether the page has layers with products of matrices, whose biases have a gradient for every unit."""

    def statement(self, one: Statement) -> Statement:
        """A statement with its links written out; those that cannot be are as no network reads them."""
        left, read = one.left, False
        links: list[Link] = []
        for link in one.links:
            if link.kind != CLAIM:
                links.append(link)
                continue
            try:
                left_of, text = self._sides(one.left, link.text)
                if read and left_of != left:
                    raise UnwrittenError  # a chain is about one left side
            except UnwrittenError:
                links.append(unwritten(link))
                continue
            left, read = left_of, True
            links.append(link.replace(text=text))
        return one.replace(left=left, links=tuple(links))

    def _sides(self, left: str, right: str) -> tuple[str, str]:
        """Both sides of a link. Raises UnwrittenError for what is said of no convolution here."""
        right = chained(right)
        if _PRODUCT.search(right) or (not self.sized and _NUMBERED.search(left + right)):
            raise UnwrittenError
        forward = self.layer.bias and r"\partial" not in left
        if forward and re.search(r"pre\d", left) and "kernel" in right and "bias" not in left + right:
            raise UnwrittenError  # a network without a bias is another one
        if forward and "matrix" in left and r"\partial" not in right:
            raise UnwrittenError
        if self.beside and "bias" in left and r"\sum" not in right:
            raise UnwrittenError
        if _LETTERED.search(left):
            return Indexed(self.extents, self.layer.starts).whole(left, right)
        if _LETTERED.search(right):
            return left, Indexed(self.extents, self.layer.starts).entry(right, {})
        if not (_SIGN.search(left + right) or "matrix" in right):
            return left, right
        if "matrix" in left or _SIGN.search(left):
            return self._matrices(left, right)
        whole = _WHOLE.fullmatch(left)
        if whole is None:
            return left, right
        extent = self.extents.get(whole[1] or whole[2])
        update = _UPDATE.match(right)
        start = update[0] if update and update[1] == whole[2] else ""
        found = self._grid(right[len(start) :], extent)
        if start:
            return left, f"{start} {found.written() if isinstance(found, Grid) else found}"
        return left, found.written() if isinstance(found, Grid) else found

    def _grid(self, text: str, extent: tuple[int, int] | None) -> Grid | str:
        return Convolved(self.extents, turns=self.turns, extent=extent).value(text)

    def _matrices(self, left: str, right: str) -> tuple[str, str]:
        """An equation of two formulas of matrices, one of which has all entries of one name."""
        for one, other in ((left, right), (right, left)):
            typed = self._grid(one, None)
            for name in self.extents:
                for whole in (name, rf"\frac{{\partial L}}{{\partial {name}}}"):
                    if isinstance(typed, Grid) and typed.rows == getattr(self._grid(whole, None), "rows", None):
                        found = self._grid(other, typed.extent)
                        return whole, found.written() if isinstance(found, Grid) else found
        raise UnwrittenError

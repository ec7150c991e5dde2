"""How large the matrices of a convolution are on a page: by the entries that it names, and matrices that it writes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.claims.writing.spelling import ATOM, atom_of
from tutor.submission.own_network.convolution.layer import Layer, bare, is_like
from tutor.submission.statement import Statement

_PAIR = lazily(r"\s*(\d)\s*,?\s*(\d)\s*")
_MATRIX = lazily(r"\s*\\begin\s*\{[a-z]*matrix\}(.*?)\\end\s*\{[a-z]*matrix\}\s*", re.DOTALL)
_SPACE = lazily(r"([A-Za-z])\s*\\in\s*\\(?:mathbb|mathbf)?\s*\{?\s*R\s*\}?\s*\^\s*\{\s*(\d)\s*\\times\s*(\d)\s*\}")
OPEN = ((3, 3), (2, 2), (2, 2))
"""Of the input, the kernel and the output where a page leaves them open: the smallest that tell entries apart."""
MOST = 8
LEAST = 2
"""So many entries must be named for them to be all of a matrix: one may be an example."""

Extent = tuple[int, int]


def extents_of(statements: Sequence[Statement], layer: Layer, prose: str) -> tuple[Extent, ...]:
    """The extents of the input, the kernel and the output; empty where the page does not say them."""
    names = (layer.given, layer.kernel, layer.output)
    given, kernel, output = (_named(statements, prose, name, layer.starts) for name in names)
    if kernel is None and given and output:
        kernel = _shorter(given, output)
    if output is None and given and kernel:
        output = _shorter(given, kernel)
    if kernel is None or output is None:
        return ()
    whole = (kernel[0] + output[0] - 1, kernel[1] + output[1] - 1)
    if given is not None and (given[0] > whole[0] or given[1] > whole[1]):
        return ()
    if min(*kernel, *output) <= 0 or max(whole) > MOST:
        return ()
    if max(kernel) > 2 < max(output) and not any(_entries(statements, name, layer.starts) for name in names):
        output = (min(output[0], 2), min(output[1], 2))  # nothing names its further entries, and sums are long
        whole = (kernel[0] + output[0] - 1, kernel[1] + output[1] - 1)
    return whole, kernel, output


def _shorter(large: Extent, small: Extent) -> Extent:
    return large[0] - small[0] + 1, large[1] - small[1] + 1


def _named(statements: Sequence[Statement], prose: str, name: str, starts: int) -> Extent | None:
    """The extent of one matrix: of one that is typed, else of its entries where all of them are named."""
    for found in _SPACE.finditer(prose):
        if is_like(found[1], name):
            return int(found[2]), int(found[3])
    for statement in statements:
        texts = [statement.left, *(link.text for link in statement.links)]
        left = atom_of(statement.left)
        if left and is_like(bare(left.base), name) and not left.sub:
            for text in texts[1:]:
                if typed := _MATRIX.fullmatch(text):
                    rows = [row for row in typed[1].split(r"\\") if row.strip()]
                    return len(rows), rows[0].count("&") + 1
    seen = _entries(statements, name, starts)
    if len(seen) < LEAST or min(map(min, seen)) < 1:
        return None
    rows_of, columns = max(row for row, _ in seen), max(column for _, column in seen)
    return (rows_of, columns) if len(seen) == rows_of * columns else None


def _entries(statements: Sequence[Statement], name: str, starts: int) -> set[Extent]:
    """The entries of a matrix that are named by numbers."""
    seen: set[Extent] = set()
    for statement in statements:
        for text in (statement.left, *(link.text for link in statement.links)):
            for one in ATOM.finditer(text):
                atom = atom_of(one[0])
                pair = _PAIR.fullmatch(atom.sub) if atom and is_like(bare(atom.base), name) else None
                if pair:
                    seen.add((int(pair[1]) - starts + 1, int(pair[2]) - starts + 1))
    return seen

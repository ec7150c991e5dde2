"""Which undeclared names are columns and matrices, and which of their axes are equally long.

A name is a number unless something in the formulas makes it an array: a transposition, ``@``, a norm, a trace, a sum
over all entries. Where anything does, capital letters that are multiplied are matrices, and so are two capital letters
side by side: these do not commute.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Literal, NamedTuple

from tutor.notation.scope import Scope
from tutor.notation.tree import Bin, Call, Chain, Fold, Neg, Node, Num, Pow, Ref, Transpose
from tutor.notation.tree_walks import children, walk
from tutor.problems.open_names.axis_joins import Axes, MisfitError
from tutor.problems.open_names.letter_kinds import is_capital
from tutor.problems.open_names.shapes import IDENTITY, Shape, Shapes
from tutor.problems.open_names.wanted_axes import WantedAxes

ROUNDS = 16
_ARRAYS = frozenset({"softmax", "diag", "outer", "inv", "tr", "flip"})


class Inferred(NamedTuple):
    """The axes of undeclared names, as names of sizes; ``spread`` are those that could as well be numbers.

    ``misfit`` says that the first formula fits with none that were tried, ``retreats`` that it does only if capital
    letters are numbers that looked like matrices; ``unfit`` that a later one does not fit as a product of matrices.
    ``beside`` says that nothing but capital letters side by side speaks for matrices.
    """

    axes: dict[str, Axes]
    spread: frozenset[str] = frozenset()
    misfit: bool = False
    retreats: bool = False
    unfit: bool = False
    beside: bool = False


NUMBERS = Inferred({})


def inferred(
    trees: tuple[Node, ...],
    unknown: Iterable[str],
    scope: Scope,
    *,
    bold: bool,
    spreads: bool = True,
    apart: bool = True,
) -> Inferred:
    """The axes that the formulas need; the first one tells which are equally long, the others follow.

    ``bold`` takes capital letters that are multiplied for matrices. With ``spreads`` what is added to an array is one;
    with ``apart`` what the first formula leaves of different sizes stays so.
    """
    names = frozenset(unknown)
    identities = {name for name in names if name.startswith(IDENTITY)}
    told = {kind for tree in trees for part in walk(tree) for kind in [_tells(part, scope, names, bold=bold)] if kind}
    if not told and (bold or not identities):
        return NUMBERS
    ranks = {name: 2 if name in identities else 0 for name in names}
    if bold:
        numbers, factors = _numbers(trees), _multiplied(trees)
        ranks |= {name: 2 for name in names if is_capital(name) and name not in numbers and name in factors}
    shapes = _settled(trees, ranks, scope, bold=bold, spreads=spreads, apart=apart)
    retreats = shapes is None and bold
    if retreats:
        shapes = _settled(trees, dict.fromkeys(names, 0), scope, bold=bold, spreads=spreads, apart=apart)
    if shapes is None:
        return Inferred({}, misfit=True, beside=told == {"beside"})
    axes = {name: shapes.joined_axes(name) for name in names if shapes.wants.ranks[name]}
    return Inferred(
        axes, frozenset(shapes.wants.spread), retreats=retreats, unfit=shapes.unfit, beside=told == {"beside"}
    )


def _settled(
    trees: tuple[Node, ...], ranks: Mapping[str, int], scope: Scope, *, bold: bool, spreads: bool, apart: bool
) -> Shapes | None:
    """The walk that asks for nothing more; None where the first formula does not fit."""
    spread: set[str] = set()
    for _ in range(ROUNDS):
        shapes = Shapes(scope, WantedAxes(ranks, spread, spreads=spreads, bold=bold))
        fits, first = True, Shape()
        for place, tree in enumerate(trees):
            try:
                found = shapes.of(tree)
                first = first if place else found
                if place and len(found.axes) == len(first.axes):
                    shapes.joins.join_all(found.axes, first.axes)
            except MisfitError:
                fits = fits and place > 0
                shapes.unfit = place > 0
            if shapes.wants.wanted:
                break
            if apart and not place:  # what the first formula leaves apart is not joined by another
                own = {axis for name in ranks for axis in shapes.joined_axes(name)}
                shapes.joins.rigid |= own & _joined(shapes, tree)
        if not shapes.wants.wanted:
            return shapes if fits else None
        ranks = {**ranks, **shapes.wants.wanted}
    return None


def _joined(shapes: Shapes, tree: Node) -> set[str]:
    """The axes of the names in a formula."""
    own = {part.name for part in walk(tree) if isinstance(part, Ref)}
    return {axis for name in own for axis in shapes.joined_axes(name)}


def tells_of_arrays(tree: Node, scope: Scope, names: frozenset[str], *, bold: bool) -> bool:
    """Whether anything in a formula makes arrays of names that nobody declared, or may do so."""
    return any(_tells(part, scope, names, bold=bold) for part in walk(tree))


def _tells(node: Node, scope: Scope, names: frozenset[str], *, bold: bool) -> Literal["", "beside", "arrays"]:
    """Whether a part of a formula needs arrays, or has capital letters side by side, which may be matrices."""
    found = False
    match node:
        case Transpose() | Bin(op="@") | Fold(binders=()):
            found = True
        case Call(function=function, along=along):
            found = function in _ARRAYS and not along
        case Ref(name):
            found = bold and len(scope.names[name].axes) > 0 and None in (node.index or (None,))
        case Chain(items) if bold:
            for one, other in pairwise(items):
                if _of_capitals(one, names) and _of_capitals(other, names):
                    return "arrays" if _is_inverse(one) or _is_inverse(other) else "beside"
    return "arrays" if found else ""


def _is_inverse(node: Node) -> bool:
    exponent = node.exponent.body if isinstance(node, Pow) and isinstance(node.exponent, Neg) else None
    return isinstance(exponent, Num) and exponent.text == "1"


def _of_capitals(node: Node, names: frozenset[str]) -> bool:
    """Whether it is made of capital letters: ``A``, ``B^2``, ``(A + 2 B)``, ``(I - A)^{-1}``, but not ``1 - P``."""
    match node:
        case Ref(name, index):
            return name in names and is_capital(name) and index is None
        case Pow(base=body) | Neg(body) | Transpose(body):
            return _of_capitals(body, names)
        case Bin(op="+" | "-", left=left, right=right):
            return _of_capitals(left, names) and _of_capitals(right, names)
        case Chain(items):
            return any(_of_capitals(item, names) for item in items)
    return False


def _multiplied(trees: tuple[Node, ...]) -> set[str]:
    """The names that are factors, are transposed, or are raised to a negative power."""
    found: set[str] = set()
    for part in (part for tree in trees for part in walk(tree)):
        match part:
            case Chain(items):
                factors: tuple[Node, ...] = items
            case Transpose(body):
                factors = (body,)
            case Bin(op="@" | "⊙", left=left, right=right):
                factors = (left, right)
            case Pow(base=base, exponent=Neg()):
                factors = (base,)
            case Call(function=function, args=args) if function in _ARRAYS:
                factors = args
            case Fold(binders=(), body=body):
                factors = (body,)
            case Bin(op="+" | "-", left=left, right=right):
                factors = (left, right)
            case _:
                continue
        for factor in factors:
            while isinstance(factor, Transpose | Pow | Neg):
                factor = factor.base if isinstance(factor, Pow) else factor.body
            if isinstance(factor, Ref):
                found.add(factor.name)
    return found


def _numbers(trees: tuple[Node, ...]) -> set[str]:
    """The names that something is divided by, or raised to, where nothing is an array there."""
    found: set[str] = set()
    for part in (part for tree in trees for part in walk(tree)):
        match part:
            case Bin(op="/", right=below) | Pow(exponent=below):
                if not any(
                    isinstance(one, Transpose | Fold) or (isinstance(one, Bin) and one.op == "@") for one in walk(below)
                ):
                    found |= {one.name for one in _factors(below) if isinstance(one, Ref)}
    return found


def _factors(node: Node) -> Iterable[Node]:
    yield node
    if isinstance(node, Chain | Bin | Pow | Neg):
        for child in children(node):
            yield from _factors(child)

"""Products with signs of their own: outer, inner, entrywise quotients, kernels that slide; and norms."""

from __future__ import annotations

from tutor.notation.entry_powers import under_a_sum
from tutor.notation.errors import NotationError
from tutor.notation.read.grammar.grammar import Grammar
from tutor.notation.read.names.bare_axes import matrix_classes
from tutor.notation.scope import Scope
from tutor.notation.tree import Bin, Call, Fold, Node
from tutor.notation.tree_walks import walk

SIGNS = frozenset({"⊗", "⊘", "⋆", "∗", "inner", "inner term"})
"""The last two are typed as a dot, and stand in the tokens only where a dot is tried as the inner product."""


def product(parser: Grammar, sign: str, left: Node, column: int) -> Node:
    """What stands left of a sign with what comes next."""
    right = parser.whole_term() if sign == "inner term" else parser.signed_power()
    if sign == "⊗":
        return Call("outer", (left, right), 0, column)
    if sign == "⊘":
        return _quotient(left, right, column, parser.scope)
    if sign in ("⋆", "∗"):
        return _slid(sign, left, right, column, parser.scope)
    return Call("inner", (left, right), 0, column)


def _quotient(left: Node, right: Node, column: int, scope: Scope) -> Node:
    """``a ⊘ b``, entry by entry also where dividing by a square matrix would be meant."""
    classes = matrix_classes(right, scope)
    if classes and classes[0] == classes[1]:
        return Bin("⊙", left, Call("reciprocal", (right,), 0, column), column)
    return Bin("/", left, right, column)


def _slid(sign: str, left: Node, right: Node, column: int, scope: Scope) -> Node:
    """``Z ⋆ K``: between an image and a kernel one slides over the other, between alike arrays it is entry by entry.

    Whether ``∗`` turns the kernel round is told differently; what has it turned round in words is read by neither.
    """
    first, second = matrix_classes(left, scope), matrix_classes(right, scope)
    if not first or not second or first == second:
        return Bin("⊙", left, right, column)
    if sign == "⋆":  # (K ⋆ Z)(u) = sum_r K(r) Z(u + r): the kernel may stand first
        sizes = scope.axes.sizes
        lengths = [[sizes.get(axis.upper(), 0) for axis in axes] for axes in (first, second)]
        kernel_first = all(one < other for one, other in zip(*lengths, strict=True))
        return Call("corr", (right, left) if kernel_first else (left, right), 0, column)
    if any(isinstance(part, Call) and part.function == "flip" for side in (left, right) for part in walk(side)):
        raise NotationError(
            f"the convolution at column {column} with a kernel turned round is read two ways: write corr(a, b)", column
        )
    return Call("conv", (left, right), 0, column)


def inner(parser: Grammar, column: int) -> Node:
    """``⟨x, y⟩``, after its first bracket."""
    values = parser.listed("⟩")
    if len(values) != 2:
        raise NotationError(f"⟨...⟩ at column {column} is an inner product: it takes two values, as in ⟨x, y⟩", column)
    return Call("inner", tuple(values), 0, column)


def norm(kind: str, body: Node, column: int, scope: Scope) -> Node:
    """A norm of all entries: ``1`` the sum of their sizes, ``inf`` the largest, else the root of their squares."""
    if kind in _OF_SIZES:
        return Fold(_OF_SIZES[kind], (), Call("abs", (body,), 0, column), None, column)
    return Fold("norm", (), under_a_sum(body, scope), None, column)


_OF_SIZES = {"1": "sum", "inf": "max"}
NORMS = frozenset({"1", "2", "inf"})

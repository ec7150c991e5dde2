"""One-edit mistakes of a formula: every place where a sign, a factor, a sum, an index or a name can go wrong.

Each edit is a code and the formula with that one thing changed. What the edits mean for a value is found out by
evaluating them; nothing here knows what is right.
"""

from __future__ import annotations

from collections.abc import Iterator

from tutor.marking.mistakes.edits.arithmetic_edits import all_transposes, binary, chain, fold, power
from tutor.marking.mistakes.edits.edit_sites import ONE, TWO, Edit, Put, is_factor, sites
from tutor.marking.mistakes.edits.function_edits import call, listing, relation, softmax_axis
from tutor.marking.mistakes.edits.name_edits import all_shifts, exchanged, name, swapped
from tutor.marking.mistakes.edits.slope_edits import slope_edits
from tutor.marking.mistakes.edits.sum_index_edits import all_means, neighbours, unused
from tutor.notation.tree import (
    ArgMax,
    Bin,
    Call,
    Chain,
    Compare,
    Delta,
    Fold,
    Indicator,
    Listing,
    Neg,
    Node,
    Num,
    Pow,
    Ref,
    Size,
    Transpose,
)
from tutor.problems.contract.problem import Problem


def single_edits(tree: Node, problem: Problem, *, swaps: bool) -> Iterator[Edit]:
    """All one-edit mistakes of a formula. ``swaps`` includes names put for others of the same axes."""
    yield from slope_edits(tree, problem)
    for node, put, above in sites(tree):
        yield from _at(node, put, above, problem)
        if swaps and isinstance(node, Ref):
            yield from swapped(node, put, problem)
    yield from all_shifts(tree)
    yield from all_transposes(tree)
    yield from all_means(tree)
    yield from unused(tree, problem)
    yield from exchanged(tree, problem)
    yield from neighbours(tree, problem)


def _at(node: Node, put: Put, above: tuple[Node, ...], problem: Problem) -> Iterator[Edit]:
    if isinstance(node, Bin):
        yield from binary(node, put, above, problem)
    elif isinstance(node, Chain):
        yield from chain(node, put, problem)
    elif isinstance(node, Neg):
        if not (above and isinstance(above[-1], Pow)):  # an exponent with a minus sign is an inverse
            yield Edit("sign", put(node.body))
    elif isinstance(node, Ref):
        yield from name(node, put, above, problem)
    elif isinstance(node, Num) and is_factor(node, above):
        code = "power" if _in_exponent(node, above) else "factor"
        if node.text != "1":
            yield Edit(code, put(ONE))
        yield Edit(code, put(Bin("*", TWO, node)))
        yield Edit(code, put(Bin("/", node, TWO)))
    elif isinstance(node, Size):
        if above and isinstance(above[-1], Bin):
            yield Edit("factor", put(Bin("-", node, ONE)))
        for other in problem.sizes:
            if other != node.letter and other not in problem.fixed:
                yield Edit("mean-axis", put(Size(other)))
    elif isinstance(node, Fold):
        yield from fold(node, put, problem)
    elif isinstance(node, Transpose):
        yield Edit("transpose", put(node.body))
    elif isinstance(node, Pow):
        yield from power(node, put)
    elif isinstance(node, Call):
        yield from call(node, put, above, problem)
        if node.function == "softmax":
            yield from softmax_axis(node, put, problem)
    elif isinstance(node, Listing):
        yield from listing(node, put, problem)
    elif isinstance(node, Indicator | Compare):
        yield from relation(node, put)
    elif isinstance(node, ArgMax):
        yield Edit("mask", put(ONE))
    elif isinstance(node, Delta):
        yield Edit("jacobian-diagonal" if is_factor(node, above) else "term-missing", put(ONE))


def _in_exponent(node: Node, above: tuple[Node, ...]) -> bool:
    inside = (*above, node)[1:]
    return any(isinstance(parent, Pow) and part is parent.exponent for parent, part in zip(above, inside, strict=True))

"""Losses as pages write them where the problem's is a sum over all entries: of one sample, or with inner products."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tutor.notation.tree import Bin, Chain, Fold, Node, Num, Ref, Size
from tutor.notation.tree_walks import walk
from tutor.submission.claims.names.own_counts import count_in_mean
from tutor.submission.claims.page_memory import PageMemory
from tutor.submission.claims.reader import Reader, Sides
from tutor.submission.claims.sides.comparing import Compared
from tutor.submission.claims.sides.laid_out import MISFIT, SAME


def is_of_one_sample(page: PageMemory, sides: Sides, found: Compared) -> bool:
    """Whether a formula for the loss, which is a mean in the problem, has a value for every sample."""
    count = count_in_mean(page.problem)
    if found.outcome != MISFIT or not count:
        return False
    return _is_loss_with(page, sides, lambda right: Chain((Bin("/", Num("1"), Size(count)), _added_up(right))))


def leaves_out_inner_sums(page: PageMemory, sides: Sides, found: Compared) -> bool:
    """Whether a formula sums over samples and leaves to products of vectors that they are summed as well."""
    sums = any(isinstance(part, Fold) and part.kind == "sum" and part.binders for part in walk(sides.tree))
    return found.outcome == MISFIT and sums and _is_loss_with(page, sides, _added_up)


def _is_loss_with(page: PageMemory, sides: Sides, change: Callable[[Node], Node]) -> bool:
    """Whether the left side is the loss, and the right one with a change."""
    truth = sides.truth
    if not isinstance(truth, Ref) or truth.name != page.problem.loss:
        return False
    return page.exercise.compared(sides.left, partial(_changed, sides, change)).outcome == SAME


def _changed(sides: Sides, change: Callable[[Node], Node], reader: Reader) -> Node:
    return change(sides.right(reader))


def _added_up(tree: Node) -> Node:
    return Fold("sum", (), tree)

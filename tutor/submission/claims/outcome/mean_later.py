"""Pages that take the mean over the samples with the gradients by weights: ``dZ = A - Y``, ``dW = 1/m dZ X^T``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from tutor.marking.mistakes.diagnosis import diagnosis
from tutor.notation.tree import Bin, Chain, Derivative, Node, Num, Ref, Size
from tutor.notation.tree_walks import walk
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed
from tutor.submission.claims import judged as says
from tutor.submission.claims.judged import Verdict
from tutor.submission.claims.outcome.explain import by_value
from tutor.submission.claims.page_memory import PageMemory
from tutor.submission.claims.reader import Reader, Side, Sides
from tutor.submission.claims.sides.comparing import Compared
from tutor.submission.claims.sides.laid_out import SAME, Pair

MEAN_LATER = "without the mean, which comes with the weights"
_BY_NAME = re.compile(r"d\\?[A-Za-z]")
_HAS_NAME = re.compile(r"(?<![A-Za-z\\])d\\?[A-Za-z]")


def takes_mean_later(page: PageMemory, sides: Sides, found: Compared) -> bool:
    """Whether a gradient by a value lacks the mean alone: of the loss of one sample, or as weights' have it.

    After that a gradient by a weight takes the mean beside one by a value, and where none by a value is right with it.
    """
    truth = sides.truth
    is_later = page.takes_mean_with_weights
    if found.pair is None or not isinstance(truth, Derivative | Ref) or not (is_later or page.of_one_sample):
        return False
    values = {one.name for one in page.problem.values}
    code = _mean_code(page, sides, found.pair)
    if _by(truth) in values:
        page.mean_later = page.mean_later or (is_later and code == "mean-missing")
        return code == "mean-missing"
    told = page.exercise.general.told
    if code != "mean-twice" or not told(sides.tree).derivatives:
        return False
    return page.mean_later or not any(_by(left) in values and not told(one).derivatives for left, one, _ in page.right)


def settled_means(page: PageMemory, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The verdicts, wrong for a weight whose gradient has no mean anywhere on a page that takes it with other weights.

    That is where both sides are written with gradients by their names, ``dW_1 = dZ_1 X^T``: as derivatives they hold.
    """
    own = [one for one in verdicts if one.problem == page.problem.id and one.verdict == says.RIGHT]
    later = {one.target for one in own if one.note == MEAN_LATER}
    values = {f"d{page.problem.loss}/d{one.name}" for one in page.problem.values}
    if not later & values or not later - values:
        return list(verdicts)
    return [
        one.replace(verdict=says.WRONG, diagnosis=(diagnosis("mean-missing"),))
        if one in own and one.target not in later | values and _leaves_out_mean(one, page.text)
        else one
        for one in verdicts
    ]


def _leaves_out_mean(one: Verdict, text: str) -> bool:
    """Whether a gradient by a weight is made of one by a value, both by their names, and is divided nowhere."""
    left, _, right = one.statement.text.partition("=")  # as it was typed, in whatever names it is read
    left = left.strip()
    by_name = one.kind == says.DERIVATIVE and not one.note and _BY_NAME.match(left) and _HAS_NAME.search(right)
    divided = rf"{re.escape(left)}\s*/|(?:\}}\s*\{{\s*\w+\s*\}}|/\s*\w)\s*\)?\s*(?:\\cdot|\*)?\s*{re.escape(left)}"
    return bool(by_name) and re.search(divided, text) is None


def without_mean(tree: Node) -> Node | None:
    """A product without the ``1/m`` that it begins with; None where it has none."""
    match tree:
        case Chain((Bin("/", Num("1"), Size() | Ref()), only)):
            return only
        case Chain((Bin("/", Num("1"), Size() | Ref()), *rest)):
            return Chain(tuple(rest), tree.column)
    return None


def _mean_code(page: PageMemory, sides: Sides, pair: Pair) -> str:
    """Whether a side lacks the mean or has it twice, by a size or by a number that the loss is divided by; else ''."""
    code = by_value(pair, page.exercise)
    if code:
        return code
    for name in _divisors(page.problem):
        for code, op in (("mean-missing", "/"), ("mean-twice", "*")):
            changed = partial(_with_number, sides.right, op, name)
            if page.exercise.compared(sides.left, changed).outcome == SAME:
                return code
    return ""


def _with_number(right: Side, op: str, name: str, reader: Reader) -> Node:
    return Bin(op, right(reader), Ref(name))


def _divisors(problem: Problem) -> list[str]:
    """The numbers by which the loss is divided: ``m`` of ``1/m sum(...)``, where the page says nothing else of it."""
    formula = parsed(problem).get(problem.loss)
    if formula is None:
        return []
    given = {one.name for one in problem.given}
    below = [part.right for part in walk(formula.tree) if isinstance(part, Bin) and part.op == "/"]
    return [one.name for one in below if isinstance(one, Ref) and one.name in given]


def _by(truth: Node) -> str:
    """What a gradient is by; empty for anything else."""
    if isinstance(truth, Derivative):
        return truth.by.name
    return truth.name.rpartition("/d")[2] if isinstance(truth, Ref) and "/" in truth.name else ""

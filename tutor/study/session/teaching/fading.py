"""Steps of one kind, and what is asked of each: the first may be shown worked, the second has a gap, the third has all.

Two steps of a problem are of one kind if they have the same rule and their formulas differ in names alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from tutor.marking import Question
from tutor.marking.mistakes.edits.slope_edits import replaced_nodes
from tutor.notation.errors import NotationError
from tutor.notation.read.layout.statements import last_side
from tutor.notation.read.parser import parse
from tutor.notation.tree import Bin, Call, Chain, Fold, Node, Num, Ref
from tutor.notation.tree_walks import walk
from tutor.notation.write.one_line import to_ascii, to_unicode
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.instances.formula_values import step_tree
from tutor.study.question_state import QuestionState
from tutor.study.session.teaching.same_part import same_part

GAP = "□"
_PRODUCTS = ("*", "⊙", "@")


class Gap(NamedTuple):
    """A formula with ``GAP`` in the place of one of its parts, as text, and that part."""

    shown: str
    missing: Node
    sign: str = GAP


@lru_cache(maxsize=64)
def families(problem: Problem) -> dict[str, tuple[str, ...]]:
    """By step, those of its kind in the order of the derivation, itself included; nothing for one that is alone."""
    found: dict[tuple[str, str], list[str]] = {}
    for step in problem.formula_steps():
        tree = step_tree(problem, step)
        if _part(tree) is not None:
            found.setdefault((step.rule, _kind(problem, tree)), []).append(step.id)
    return {step: tuple(steps) for steps in found.values() for step in steps if len(steps) > 1}


def first_of_kind(asked: QuestionState) -> bool:
    """Whether a question is about the first step of a kind."""
    kind = _kind_of(asked)
    return bool(kind) and kind[0] == asked.step.id


def faded(asked: QuestionState, others: Iterable[QuestionState]) -> bool:
    """Whether it is about the second step of a kind, and the first was shown worked on the same numbers."""
    kind = _kind_of(asked)
    if len(kind) < 2 or kind[1] != asked.step.id:
        return False
    return any(one.step.id == kind[0] and one.outcome == "worked" for one in others if one.instance is asked.instance)


def _kind_of(asked: QuestionState) -> tuple[str, ...]:
    step = asked.step
    return families(asked.instance.problem).get(step.id, ()) if isinstance(step, Step) and not asked.name else ()


def _kind(problem: Problem, tree: Node) -> str:
    """A formula with its names numbered in the order in which they come."""
    numbers: dict[str, int] = {}
    table = {
        id(node): Num(f"#{numbers.setdefault(node.name, len(numbers))}{node.index or ''}")
        for node in walk(tree)
        if isinstance(node, Ref)
    }
    return to_ascii(replaced_nodes(tree, table), problem.scope)


def gap_of(question: Question) -> Gap | None:
    """The right formula with one part left out; None where it has none to leave out."""
    tree, display = question.tree, question.problem.display
    missing = _part(tree)
    if missing is None:
        return None
    shown = to_unicode(replaced_nodes(tree, {id(missing): Num(GAP)}), question.problem.scope)
    return Gap(f"{display(question.step.id)} = {shown}", missing)


def fills(question: Question, gap: Gap, text: str) -> bool:
    """Whether what was typed is what the gap stands for."""
    try:
        return same_part(question, gap.missing, parse(last_side(text), question.problem.scope))
    except NotationError:
        return False


def _part(tree: Node) -> Node | None:
    """A factor, the first that is more than a name or else the last; or what a function is of, or the last term."""
    if isinstance(tree, Fold):
        return _part(tree.body) or tree.body
    if isinstance(tree, Call) and len(tree.args) == 1:
        return tree.args[0]
    if isinstance(tree, Bin) and tree.op in "+-":
        return tree.right
    factors = _factors(tree)
    return next((one for one in factors if not isinstance(one, Ref)), factors[-1]) if len(factors) > 1 else None


def _factors(tree: Node) -> list[Node]:
    if isinstance(tree, Chain):
        return list(tree.items)
    if isinstance(tree, Bin) and tree.op in _PRODUCTS:
        return [*_factors(tree.left), *_factors(tree.right)]
    return [tree]

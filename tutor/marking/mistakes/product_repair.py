"""Products whose factors do not fit: the single change of an answer that makes it right."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import numpy as np

from tutor.errors import TutorError
from tutor.marking.equivalence.agreement import close
from tutor.marking.mistakes.edits.edit_sites import Edit, Put, sites
from tutor.marking.question import Question
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.align_to_target import fit
from tutor.notation.lower.environment import TYPED_ROOM
from tutor.notation.tree import Bin, Chain, Node, Transpose
from tutor.notation.tree_walks import walk
from tutor.problems.instances.formula_values import environment

MOST = 40
"""Changes that are tried, and fewer of a long answer: each takes about 0.1 ms for thirty nodes."""
MOST_NODES = 1200


def repair(question: Question, tree: Node) -> str:
    """The code of the mistake that is undone by one change of a product in an answer; "" if there is none."""
    reference = question.reference
    tries = min(MOST, MOST_NODES // sum(1 for _ in walk(tree)))
    for edit in islice(_repairs(tree), tries):
        for running in question.shared.readings:
            env = environment(question.problem, question.points.arrays, question.points.sizes, room=TYPED_ROOM / MOST)
            env.running = running
            try:
                array = fit(evaluate(edit.tree, env), question.axes, env).array
            except TutorError:
                continue
            if close(np.broadcast_to(array, reference.shape), reference).all():
                return edit.code
    return ""


def _repairs(tree: Node) -> Iterator[Edit]:
    for node, put, _ in sites(tree):
        if isinstance(node, Chain):
            yield from _of_chain(node.items, put)
        elif isinstance(node, Bin) and node.op == "@":
            yield Edit("order", put(Bin("@", node.right, node.left)))
            yield Edit("transpose", put(Bin("@", node.left, _turned(node.right))))
            yield Edit("transpose", put(Bin("@", _turned(node.left), node.right)))


def _of_chain(items: tuple[Node, ...], put: Put) -> Iterator[Edit]:
    for at in range(len(items)):
        turned = (*items[:at], _turned(items[at]), *items[at + 1 :])
        yield Edit("transpose", put(Chain(turned)))
    for at in range(len(items) - 1):
        yield Edit("order", put(Chain((*items[:at], items[at + 1], items[at], *items[at + 2 :]))))
    if len(items) > 2:
        yield Edit("order", put(Chain(items[::-1])))


def _turned(node: Node) -> Node:
    return node.body if isinstance(node, Transpose) else Transpose(node)

"""What tests of index form share: a formula lowered, and its values held against those of evaluation."""

from __future__ import annotations

from functools import cache

import numpy as np

import tutor
from tests.notation.toys import env, read, toy
from tutor import Problem
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.eval.form_values import form_values
from tutor.notation.lower.align_to_target import fit
from tutor.notation.lower.environment import Env
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.expressions import IndexForm
from tutor.notation.lower.index_form.lowering import lower
from tutor.notation.lower.index_form.places import Affine
from tutor.notation.tree import Node
from tutor.problems.contract.scope_builder import all_sizes
from tutor.problems.instances.formula_values import compute, environment
from tutor.problems.instances.seeded_arrays import draw

POINTS = 2
h, i, n, s, t = (Affine.of(letter) for letter in "hinst")


def at_sizes(problem: Problem, **sizes: int) -> Env:
    """Where a problem's formulas are evaluated, at two points, with its own sizes but for these."""
    full = all_sizes(problem, {**problem.sizes, **sizes})
    return environment(problem, compute(problem, draw(problem, full, 5, points=POINTS), full), full)


@cache
def prepared(name: str) -> tuple[Problem, Env]:
    """A bundled problem and where its formulas are evaluated."""
    problem = tutor.problem(name)
    return problem, at_sizes(problem)


def agrees(tree: Node, axes: tuple[str, ...], where: Env, lowered: IndexForm | None = None) -> None:
    """Its index form has the values of a formula, at every entry and every point."""
    where.letters = {}
    wanted = fit(evaluate(tree, where), axes, where).array
    found = form_values(lowered or lower(tree, where, axes), where)
    wanted = np.broadcast_to(wanted, (len(wanted), *found.shape[1:]))
    np.testing.assert_allclose(*np.broadcast_arrays(found, wanted), rtol=1e-10, atol=1e-13)


def lowered(kind: type[Problem], text: str, axes: str = "", *, whole: bool = False) -> form.Expression:
    """The expression of a formula of a toy, which has the values of the formula."""
    where = env(kind, whole=whole)
    found = lower(read(kind, text), where, tuple(axes))
    agrees(read(kind, text), tuple(axes), where, found)
    return found.expression


def ref(kind: type[Problem], name: str, *places: Affine) -> form.Ref:
    """A name at places."""
    scope = toy(kind).scope
    declared = scope.names[name]
    return form.Ref(name, places, tuple(map(scope.axes.class_of, declared.axes)), declared.outside)

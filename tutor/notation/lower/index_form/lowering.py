"""From a syntax tree to index form.

    lower(parse("W x + b", scope), env, ("h",))

is the expression of an entry of that formula at the letter h, as shown in ``index_form``. The environment is the one
that the formula would be evaluated in; only its sizes are looked at, and they decide where the language lets them:
which of two arrays ``conv`` slides, whether ``Y[3]`` is there, whether a list of three fits an axis. All else holds at
every size.
"""

from __future__ import annotations

from math import inf
from typing import Any

from tutor.notation.lower.align import aligned
from tutor.notation.lower.align_to_target import fit
from tutor.notation.lower.environment import Env
from tutor.notation.lower.index_form.arrays import NamedArrays
from tutor.notation.lower.index_form.expressions import IndexForm
from tutor.notation.lower.index_form.operations import IndexOperations
from tutor.notation.lower.index_form.places import Affine
from tutor.notation.lower.index_form.substitution import substituted
from tutor.notation.tree import Node

_OPERATIONS = IndexOperations()


def lower(tree: Node, env: Env, target: tuple[str, ...]) -> IndexForm:
    """The entry of a formula on the axes ``target``. Raises FitError and NotationError as evaluation does."""
    own = env.but(NamedArrays(env.scope, env.sizes), field=_OPERATIONS)
    own.room, own.letters = inf, {}
    array: Any = fit(aligned(tree, own), target, own).array
    places = {letter: Affine.of(letter) for letter in target}
    expression = substituted(array.at([*places.values()]), places)  # now no letter is bound twice, one in the other
    return IndexForm(expression, target, tuple(env.scope.axes.class_of(letter) for letter in target))

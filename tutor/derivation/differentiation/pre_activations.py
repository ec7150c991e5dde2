"""Names for what enters an activation: ``H = relu(X W + b)`` as ``a_H = X W + b`` and ``H = relu(a_H)``.

Books name it, for what arrives there goes on to every weight: without a name, each gradient would have the slope of the
activation at the whole sum.
"""

from __future__ import annotations

from copy import copy

from tutor.notation.read.parser import parse
from tutor.notation.scope import Declared, Scope
from tutor.notation.tree import Call, Node, Ref
from tutor.notation.tree_walks import names
from tutor.notation.write.one_line import to_ascii
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.quantity import Quantity

FEWEST = 2
"""From how many arrays in what enters an activation it gets a name of its own."""


def with_pre_activations(problem: Problem) -> Problem:
    """A copy of a problem whose values are activations of names, new ones where there were none.

    The problem's only steps are its values. Where nothing needs a name it is the same but for that.
    """
    bare = problem.forward_only()
    values: list[Quantity] = []
    for quantity in bare.values:
        values += _apart(bare, quantity, {one.name for one in (*bare.given, *bare.values, *values)})
    if len(values) == len(bare.values):
        return bare
    named = copy(bare)
    vars(named)["values"] = tuple(values)
    return named.forward_only()


def _apart(problem: Problem, quantity: Quantity, taken: set[str]) -> list[Quantity]:
    """A value as what enters its activation and the activation of that; alone where no name is needed."""
    scope = problem.scope
    tree = parse(quantity.formula, scope)
    name = f"{'pre' if 'a' in taken else 'a'}_{quantity.name}"  # where there is an array a, a_i is an entry of it
    if not (quantity.letters and isinstance(tree, Call) and _is_activation(tree, scope)) or name in taken:
        return [quantity]
    argument = tree.args[0]
    arrays = [one for one in names(argument) if scope.names[one].axes]
    if isinstance(argument, Ref) or len(arrays) < FEWEST or quantity.row:  # a step says of no name that it is a row
        return [quantity]
    meaning = f"what enters {scope.functions[tree.function].unicode} in {problem.display(quantity.name)}"
    entering = quantity.replace(name=name, symbol="", meaning=meaning, formula=to_ascii(argument, scope), outside="")
    inner: Node = Ref(name)
    named = scope.naming({**scope.names, name: Declared(name, quantity.letters)})
    activation = to_ascii(tree._replace(args=(inner, *tree.args[1:])), named)
    return [entering, quantity.replace(formula=activation)]


def _is_activation(tree: Call, scope: Scope) -> bool:
    """Whether a formula is a function of one value that has a slope, or a softmax."""
    function = scope.functions.get(tree.function)
    if function is None or tree.primes:
        return False
    return function.name == "softmax" or (function.kind == "entry" and len(tree.args) == 1)

"""Functions that are short for a formula with what they are given in it: ``log_softmax(x)``, ``log(x, 2)``, added ones.

What is read is the formula itself, so that whatever works on formulas works on them.
"""

from __future__ import annotations

from tutor.notation.errors import NotationError
from tutor.notation.functions import FUNCTIONS
from tutor.notation.scope import Declared, Scope
from tutor.notation.tree import Call, Node, Ref
from tutor.notation.tree_walks import children, rebuild, walk

GIVEN = ("z", "a")
"""What such a formula calls the values that it is given."""
SCOPE = Scope(names={name: Declared(name) for name in GIVEN})
MOST_PARTS = 1500


def expanded(body: Node, given: tuple[Node, ...], column: int, along: str = "") -> Node:
    """The tree of a formula with the given values in it; ``along`` is the axis of a softmax in it.

    Raises NotationError where it gets too long.
    """
    sizes = [sum(1 for _ in walk(one)) for one in given]
    uses = [sum(1 for part in walk(body) if isinstance(part, Ref) and part.name == name) for name in GIVEN]
    if sum(use * size for use, size in zip(uses, sizes, strict=False)) > MOST_PARTS:
        raise NotationError("this formula has too many parts", column)
    values = dict(zip(GIVEN, given, strict=False))

    def put(node: Node) -> Node:
        if isinstance(node, Ref):
            return values[node.name]
        parts = children(node)
        made = rebuild(node, tuple(put(part) for part in parts)) if parts else node
        if isinstance(made, Call):
            told = along if made.function == "softmax" else made.along
            return made._replace(column=column, along=told)
        return made._replace(column=column) if "column" in made._fields else made

    return put(body)


def formula_of(function: str, scope: Scope) -> str:
    """The formula that a function of arrays is short for; '' for one that the evaluator knows by its name."""
    declared = scope.functions.get(function) or FUNCTIONS[function]
    return declared.formula if declared.kind == "array" else ""

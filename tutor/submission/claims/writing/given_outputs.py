"""Outputs that a page calls by the letter of a target: nobody differentiates what is given by anything else."""

from __future__ import annotations

from tutor.notation.tree import Derivative, Node, Ref
from tutor.notation.tree_walks import children, rebuild, walk
from tutor.problems.contract.problem import Problem


def differentiated_givens(tree: Node, problem: Problem) -> set[str]:
    """The given quantities whose derivative by another one stands in a formula: it is zero."""
    values = {value.name for value in problem.values}
    bodies = {
        (part.body.name, part.by.name)
        for part in walk(tree)
        if isinstance(part, Derivative) and isinstance(part.body, Ref)
    }
    return {of for of, by in bodies if of in problem.quantities and of not in values and of != by}


def with_outputs(tree: Node, names: set[str], problem: Problem) -> Node:
    """A formula with the value that has the same letter, ``Y`` or ``yhat`` for ``y``, in the place of what is given."""
    if isinstance(tree, Ref):
        return tree._replace(name=_output(tree.name, problem)) if tree.name in names else tree
    if isinstance(tree, Derivative):
        by = with_outputs(tree.by, names, problem)
        assert isinstance(by, Ref)
        return Derivative(with_outputs(tree.body, names, problem), by, tree.column)
    parts = children(tree)
    return rebuild(tree, tuple(with_outputs(part, names, problem) for part in parts)) if parts else tree


def _output(name: str, problem: Problem) -> str:
    alike = (name.swapcase(), f"{name}hat")
    return next((value.name for value in problem.values if value.name in alike), name)

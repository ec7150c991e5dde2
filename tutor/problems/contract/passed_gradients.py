"""Gradients that are no steps, because what arrives passes through unchanged: other names for what arrives.

The gradient by ``S`` where ``B = S + M`` is all that reads it is the gradient by ``B``; that by a value whose gradient
comes from outside is the given array. Which gradient a name means is nearer to the loss than it, so that no answer
gets round what is asked: a name of the asked gradient itself is refused as that is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from tutor.notation.read.parser import parse
from tutor.notation.tree import Bin, Node, Ref
from tutor.notation.tree_walks import walk

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem


def passed_gradients(problem: Problem) -> dict[str, str]:
    """For each gradient of a value that has no step the known one that it equals; those that equal none are left out.

    Steps that are declared have the names that their author gave.
    """
    missing = {f"d{problem.loss}/d{value.name}": value.name for value in problem.values if value.name != problem.loss}
    missing = {name: by for name, by in missing.items() if name not in problem.steps_by_id}
    if not missing or problem.declares("steps"):
        return {}
    readers = _readers(problem)
    found: dict[str, str] = {}
    for name, by in reversed(missing.items()):
        after = problem.upstream.get(by) or _gradient_after(problem, by, readers)
        after = found.get(after, after)
        if after in problem.steps_by_id or after in problem.quantities:
            found[name] = after
    return found


def _readers(problem: Problem) -> Mapping[str, dict[str, Node]]:
    """For each quantity the values that read it, with their formulas."""
    scope = problem.as_declared.scope
    found: dict[str, dict[str, Node]] = {name: {} for name in problem.quantities}
    for value in problem.values:
        tree = parse(value.formula, scope)
        for part in walk(tree):
            if isinstance(part, Ref):
                found[part.name][value.name] = tree
    return found


def _gradient_after(problem: Problem, name: str, readers: Mapping[str, dict[str, Node]]) -> str:
    """The gradient by the only value that reads a name, as a term of a sum on the same axes; else nothing."""
    if len(readers[name]) != 1:
        return ""
    ((reader, tree),) = readers[name].items()
    letters = problem.quantities[name].letters
    uses = [part for part in walk(tree) if isinstance(part, Ref) and part.name == name]
    added = [part for part in _added(tree) if isinstance(part, Ref) and part.name == name and _is_bare(part, letters)]
    alike = problem.quantities[reader].letters == letters
    return f"d{problem.loss}/d{reader}" if alike and len(uses) == len(added) == 1 else ""


def _added(node: Node) -> Iterator[Node]:
    """The terms of a sum that are added."""
    if isinstance(node, Bin) and node.op in "+-":
        yield from _added(node.left)
        if node.op == "+":
            yield from _added(node.right)
    else:
        yield node


def _is_bare(node: Ref, letters: tuple[str, ...]) -> bool:
    """Whether a name stands without indices, or with those of its axes."""
    places = zip(node.index or (), letters, strict=False)
    return all(index is None or (index.letter == letter and index.label is None) for index, letter in places)

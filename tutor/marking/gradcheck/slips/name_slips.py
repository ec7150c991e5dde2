"""One gate's gradient for another's in all that is built from it, and weights put for each other all along."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, permutations

from tutor.marking.gradcheck.slips.slip import Slip
from tutor.marking.mistakes.edits.name_edits import renamed, swap_code
from tutor.notation.tree import Call, Node, Ref
from tutor.notation.tree_walks import names
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.target import GRADIENT, gradient_id
from tutor.problems.instances.formula_values import parsed


def name_slips(problem: Problem, steps: Mapping[str, Node]) -> Iterator[Slip]:
    """A gate's gradient for another's in all that is built from it, and two weights of gates each for the other."""
    gates = [value.name for value in problem.values]
    for one, other in permutations(gates, 2):
        if swap_code(problem, one, other) == "gate-swapped":
            own = [
                {name: gradient_id(problem, name) for name in _with_argument(problem, gate)} for gate in (one, other)
            ]
            other_names = dict(zip([*own[0], *own[0].values()], [*own[1], *own[1].values()], strict=False))
            kept = {gradient for some in own for gradient in some.values()}
            there = {
                name: tree
                for name, tree in steps.items()
                if name not in kept and not _local(problem, name) and not names(tree).isdisjoint(own[0].values())
            }
            yield from _in_all(there, "gate-swapped", other_names)
    weights = [one for one in problem.given if len(one.letters) and gradient_id(problem, one.name) in steps]
    for first, second in combinations(weights, 2):
        if first.letters == second.letters:
            swapped = {first.name: second.name, second.name: first.name}
            yield from _in_all(steps, "swapped", swapped)


def _local(problem: Problem, name: str) -> bool:
    return problem.targets[name].kind != GRADIENT


def _with_argument(problem: Problem, gate: str) -> list[str]:
    """A gate and, where it has a name of the same axes, what its activation is of."""
    tree = parsed(problem)[gate].tree
    inside = tree.args[0] if isinstance(tree, Call) and tree.args else None
    known = isinstance(inside, Ref) and problem.quantity(inside.name).letters == problem.quantity(gate).letters
    return [gate, inside.name] if known and isinstance(inside, Ref) else [gate]


def _in_all(formulas: Mapping[str, Node], code: str, other_names: Mapping[str, str]) -> Iterator[Slip]:
    """The slip of other names in all formulas that have them; none where these are fewer than two."""
    found = {name: new for name, tree in formulas.items() if (new := renamed(tree, other_names)) != tree}
    if len(found) > 1:
        yield Slip(code, next(iter(found)), found)

"""Places in a formula where something can be put instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from tutor.notation.tree import Bin, Call, Index, Node, Num, Pow, Ref
from tutor.notation.tree_walks import children, names, rebuild, walk
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.samplers import OneHot, Simplex
from tutor.problems.contract.target import UPDATE
from tutor.problems.instances.formula_values import parsed

Put = Callable[[Node], Node]
ONE, TWO, ZERO = Num("1"), Num("2"), Num("0")


@dataclass(frozen=True, slots=True)
class Edit:
    """A kind of mistake and the formula with it."""

    code: str
    tree: Node


def sites(
    node: Node, put: Put = lambda new: new, above: tuple[Node, ...] = ()
) -> Iterator[tuple[Node, Put, tuple[Node, ...]]]:
    """Every node with a function that puts another in its place, and the nodes above it."""
    yield node, put, above
    parts = children(node)
    for position, part in enumerate(parts):

        def inside(new: Node, at: int = position) -> Node:
            return put(rebuild(node, (*parts[:at], new, *parts[at + 1 :])))

        yield from sites(part, inside, (*above, node))


def is_factor(node: Node, above: tuple[Node, ...]) -> bool:
    """Whether a node multiplies what stands around it."""
    if not above:
        return True
    parent = above[-1]
    if isinstance(parent, Pow):
        return parent.base is node
    return not (isinstance(parent, Bin) and parent.op in "+-")


def is_upstream(node: Node, problem: Problem) -> bool:
    """Whether a node is what arrives from further on: a derivative by name, or a given ``dh`` for a value ``h``."""
    return isinstance(node, Ref) and names_upstream(node.name, problem)


def names_upstream(name: str, problem: Problem) -> bool:
    """The same for a name."""
    return problem.targets[name].is_derivative or name in _arriving(problem)


@lru_cache(maxsize=64)
def _arriving(problem: Problem) -> frozenset[str]:
    """The given arrays that stand for gradients from further on: ``dh``, on the axes of a value h, in the loss only."""
    if problem.loss not in problem.quantities:
        return frozenset()
    used = {value.name: names(parsed(problem)[value.name].tree) for value in problem.values}
    at_the_end = used.pop(problem.loss).difference(*used.values())
    axes = {quantity.name: quantity.letters for quantity in problem.given if quantity.name in at_the_end}
    return frozenset(f"d{value.name}" for value in problem.values if axes.get(f"d{value.name}") == value.letters)


@lru_cache(maxsize=64)
def rates(problem: Problem) -> frozenset[str]:
    """The learning rates: given numbers that are in an update of a weight, and in no value of the forward pass."""
    formulas = parsed(problem)
    given = {quantity.name for quantity in problem.given if not quantity.letters}
    updates = (names(formula.tree) for name, formula in formulas.items() if problem.targets[name].kind == UPDATE)
    forward = (names(formulas[quantity.name].tree) for quantity in problem.values)
    return frozenset((given & set().union(*updates)).difference(*forward))


@lru_cache(maxsize=64)
def targets(problem: Problem) -> frozenset[str]:
    """The targets that are shares of one, and the values that are made of them and of numbers alone."""
    found = {one.name for one in problem.given if isinstance(one.sample, OneHot | Simplex)}
    numbers = {one.name for one in problem.given if not one.letters}
    for value in problem.values:
        used = names(parsed(problem)[value.name].tree)
        if used & found and used <= found | numbers:
            found.add(value.name)
    return frozenset(found)


def slides(problem: Problem) -> bool:
    """Whether a kernel slides over something in the forward pass: ``corr(x, K)``, or ``x[u+r-1]`` written out."""
    trees = (parsed(problem)[quantity.name].tree for quantity in problem.values)
    return any(_slid(part) for tree in trees for part in walk(tree))


def _slid(node: Node) -> bool:
    if isinstance(node, Call):
        return node.function in ("corr", "conv")
    return isinstance(node, Ref) and any(index is not None and is_window(index) for index in node.index or ())


def is_window(index: Index) -> bool:
    """Whether an index runs with two letters, ``u+r-1``; a size such as that in ``H+h`` is none."""
    return sum(letter.islower() for letter, _ in index.terms) > 1

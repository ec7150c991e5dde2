"""Factors of a step of a pass: left out, brought in, with one term of two, or a value for what it is made of.

They are looked for by their form in the formulas of any network, beside the names that every formula is searched for.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from tutor.marking.mistakes.edits.edit_sites import ONE, TWO, ZERO, Edit, Put, is_upstream, names_upstream, sites
from tutor.marking.mistakes.edits.name_edits import renamed
from tutor.marking.mistakes.edits.slope_edits import factors_of, is_product, replaced_nodes
from tutor.notation.functions import ROWS
from tutor.notation.read.grammar.function_formulas import slope_at_value
from tutor.notation.tree import Bin, Call, Node, Num, Ref, Size
from tutor.notation.tree_walks import names, walk
from tutor.notation.write.one_line import to_ascii
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.target import gradient_id
from tutor.problems.instances.formula_values import parsed


def factor_edits(tree: Node, problem: Problem) -> Iterator[Edit]:
    """The mistakes with factors in one form of a gradient."""
    texts = _made_of(problem)
    for node, put, above in sites(tree):
        if isinstance(node, Bin) and node.op in "*⊙":
            yield from _spread(node, put)
            for kept, gone in ((node.left, node.right), (node.right, node.left)):
                if not isinstance(gone, Ref | Num | Size) and names(gone) and not _arrives(gone, problem):
                    yield Edit("factor-missing", put(kept))
        if is_product(node) and not (above and is_product(above[-1])):
            yield from _slopes_in_parts(node, put, problem)
        if isinstance(node, Call) and not node.primes and _is_entrywise(node):
            yield Edit("derivative-missing", put(node.args[0]))
            if node.function == "exp":
                yield from _other_exponents(node, put)
        if isinstance(node, Bin | Call) and (value := texts.get(to_ascii(node, problem.scope))):
            yield Edit("swapped", put(Ref(value)))
    yield from _ones(tree, problem)
    yield from _exchanged(tree, problem)


def _ones(tree: Node, problem: Problem) -> Iterator[Edit]:
    """Ones of the same axes in the place of a factor that alone has one of them: spread out, and not multiplied."""
    scope = problem.scope.names
    for node, put, above in sites(tree):
        if not isinstance(node, Ref) or is_upstream(node, problem) or not (above and is_product(above[-1])):
            continue
        others = {letter for name in names(tree) - {node.name} for letter in scope[name].axes}
        if not others.issuperset(scope[node.name].axes):
            yield Edit("factor-missing", put(Bin("+", Bin("*", ZERO, node), ONE)))


def other_slopes(problem: Problem, name: str, value: str) -> Iterator[Edit]:
    """Going back through a function of ``name`` alone: its output for its slope, that of another, at another point.

    The slopes of sigma, tanh and relu are known by their form, wherever they stand.
    """
    tree = parsed(problem)[value].tree
    point = tree.args[0] if isinstance(tree, Call) and tree.args else None
    arriving = gradient_id(problem, value)
    if not isinstance(tree, Call) or not isinstance(point, Ref) or point.name != name or not _is_entrywise(tree):
        return
    if arriving not in parsed(problem):
        return
    for code, slope in (
        ("derivative-other", Ref(value)),
        ("derivative-other", slope_at_value("sigma", Call("sigma", (point,)))),
        ("derivative-other", slope_at_value("tanh", Call("tanh", (point,)))),
        ("derivative-other", Call("step", (point,))),
        ("derivative-point", Call(tree.function, (Ref(value),), 1)),
        ("derivative-point", Call(tree.function, (Ref(arriving),), 1)),
    ):
        yield Edit(code, Bin("*", Ref(arriving), slope))


def constant_edits(tree: Node, problem: Problem) -> Iterator[Edit]:
    """A constant of the forward pass, such as ``1/sqrt(E)``, brought in where it is not due."""
    for constant in constants(problem):
        yield Edit("factor", Bin("*", tree, constant))
        yield Edit("factor", Bin("/", tree, constant))


@lru_cache(maxsize=16)
def constants(problem: Problem) -> tuple[Call, ...]:
    """The roots of sizes in the forward pass, each once."""
    found: dict[str, Call] = {}
    for value in problem.values:
        for part in walk(parsed(problem)[value.name].tree):
            if isinstance(part, Call) and part.function == "sqrt" and not names(part):
                found.setdefault(to_ascii(part, problem.scope), part)
    return tuple(found.values())


def _arrives(node: Node, problem: Problem) -> bool:
    return any(is_upstream(part, problem) for part in walk(node))


def _spread(node: Bin, put: Put) -> Iterator[Edit]:
    """Of ``p (a - b)`` one term that is not multiplied: ``p a - b``."""
    for factor, total, first in ((node.left, node.right, True), (node.right, node.left, False)):
        if isinstance(total, Bin) and total.op in "+-" and names(total.left) and names(total.right):

            def times(term: Node, by: Node = factor, left: bool = first) -> Node:
                return Bin(node.op, by, term) if left else Bin(node.op, term, by)

            yield Edit("factor-missing", put(Bin(total.op, times(total.left), total.right)))
            yield Edit("factor-missing", put(Bin(total.op, total.left, times(total.right))))


def _is_entrywise(node: Call) -> bool:
    """Whether it is an activation or the like; roots and the three commonest have mistakes of their own."""
    row = ROWS.get(node.function)
    own = ("sigma", "tanh", "relu", "sqrt", "step", "log")
    return row is not None and row.function.kind == "entry" and node.function not in own and len(node.args) == 1


def _other_exponents(node: Call, put: Put) -> Iterator[Edit]:
    """``exp(s)`` for ``exp(s/2)``, and the other way round."""
    (inside,) = node.args
    yield Edit("power", put(node._replace(args=(Bin("*", TWO, inside),))))
    yield Edit("power", put(node._replace(args=(Bin("/", inside, TWO),))))


def _slopes_in_parts(node: Node, put: Put, problem: Problem) -> Iterator[Edit]:
    """The slope of a function that is written out in several factors, as that of ``silu``: missing, or of another."""
    factors = factors_of(node)
    points: dict[str, tuple[Call, list[Node]]] = {}
    for factor in factors:
        for part in walk(factor):
            if isinstance(part, Call) and part.function in ("sigma", "tanh", "erf", "exp"):
                _, found = points.setdefault(to_ascii(part, problem.scope), (part, []))
                if all(factor is not other for other in found):
                    found.append(factor)
    for call, some in points.values():
        if len(some) < 2 or any(_arrives(factor, problem) for factor in some):
            continue
        point = call.args[0]
        first, *rest = some
        for code, instead in (
            ("derivative-missing", ONE),
            ("derivative-missing", point),
            ("derivative-other", slope_at_value("sigma", Call("sigma", (point,)))),
            ("derivative-other", slope_at_value("tanh", Call("tanh", (point,)))),
            ("derivative-other", Call("step", (point,))),
        ):
            gone = {id(first): instead, **{id(factor): ONE for factor in rest}}
            yield Edit(code, put(replaced_nodes(node, gone)))


@lru_cache(maxsize=16)
def _made_of(problem: Problem) -> dict[str, str]:
    """By what a value is a product of, or a quotient, the value: ``Xhat`` by ``X - mu``."""
    found: dict[str, str] = {}
    for value in problem.values:
        tree = parsed(problem)[value.name].tree
        if isinstance(tree, Bin) and tree.op in "*⊙/":
            for part in (tree.left, tree.right):
                if not isinstance(part, Ref) and names(part):
                    found.setdefault(to_ascii(part, problem.scope), value.name)
    return found


def _exchanged(tree: Node, problem: Problem) -> Iterator[Edit]:
    """Two names of the same axes, each in the other's place; of gradients one for another wherever it stands."""
    found = sorted(names(tree))
    scope = problem.scope.names
    arriving = {name for name in scope if names_upstream(name, problem) and problem.targets[name].is_word}
    for name in sorted(arriving.intersection(found)):
        for other in sorted(arriving):
            if other != name and scope[other].axes == scope[name].axes:
                yield Edit("swapped", renamed(tree, {name: other}))
    for one, other in combinations(found, 2):
        if scope[one].axes and scope[one].axes == scope[other].axes and (one in arriving) == (other in arriving):
            yield Edit("swapped", renamed(tree, {one: other, other: one}))

"""The same formula in other algebra: rewritings that never change a value, for tests of marking."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tutor.marking.mistakes.edits.edit_sites import sites
from tutor.notation.scope import Scope
from tutor.notation.tree import Bin, Call, Chain, Fold, Neg, Node, Num, Pow, Ref, Transpose
from tutor.notation.tree_walks import walk
from tutor.notation.write.one_line import to_ascii, to_latex, to_unicode
from tutor.notation.write.style import has_axes
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed

ONE, TWO = Num("1"), Num("2")


def rewritings(node: Node, problem: Problem) -> Iterator[Node]:
    """Other ways to write the outermost operation of ``node``."""
    if isinstance(node, Bin):
        left, right = node.left, node.right
        if node.op == "+":
            yield Bin("+", right, left)
            yield Bin("-", left, Neg(right))
        elif node.op == "-":
            yield Neg(Bin("-", right, left))
            yield Bin("+", Neg(right), left)
            if isinstance(left, Num) and left.text == "1" and isinstance(right, Pow) and _is_two(right.exponent):
                yield Bin("*", Bin("-", ONE, right.base), Bin("+", ONE, right.base))
        elif node.op == "*":
            yield Bin("*", right, left)
            yield Neg(Bin("*", Neg(left), right))
            if isinstance(right, Bin) and right.op in "+-":
                yield Bin(right.op, Bin("*", left, right.left), Bin("*", left, right.right))
            if isinstance(left, Bin) and left.op in "+-":
                yield Bin(left.op, Bin("*", left.left, right), Bin("*", left.right, right))
        elif node.op == "/":
            yield Bin("*", left, Bin("/", ONE, right))
            yield Bin("/", Bin("*", TWO, left), Bin("*", TWO, right))
    elif isinstance(node, Fold) and node.kind == "sum" and node.binders:
        if isinstance(node.body, Bin) and node.body.op in "+-":
            parts = (Fold("sum", node.binders, part) for part in (node.body.left, node.body.right))
            yield Bin(node.body.op, *parts)
        yield Neg(Fold("sum", node.binders, Neg(node.body)))
    elif isinstance(node, Call) and len(node.args) == 1 and not node.primes:
        z = node.args[0]
        if node.function == "sigma":
            yield Bin("/", ONE, Bin("+", ONE, _exp(Neg(z))))
            yield Bin("/", _exp(z), Bin("+", ONE, _exp(z)))
        elif node.function == "tanh":
            yield Bin("/", Bin("-", _exp(z), _exp(Neg(z))), Bin("+", _exp(z), _exp(Neg(z))))
            yield Bin("-", Bin("*", TWO, Call("sigma", (Bin("*", TWO, z),))), ONE)
    elif isinstance(node, Transpose) and isinstance(node.body, Bin) and node.body.op in "+-":
        yield Bin(node.body.op, Transpose(node.body.left), Transpose(node.body.right))
    elif isinstance(node, Pow) and _is_two(node.exponent):
        if not has_axes(node.base, problem.scope) or not _matrix(node.base, problem):
            yield Bin("*", node.base, node.base)
    elif isinstance(node, Ref) and node.index is None and node.name in problem.quantities:
        formula = problem.quantities[node.name].formula
        if formula.startswith(("sigma(", "tanh(", "softmax(")):
            yield parsed(problem)[node.name].tree


def _is_two(node: Node) -> bool:
    return isinstance(node, Num) and node.text == "2"


def _exp(node: Node) -> Node:
    return Call("exp", (node,))


def _matrix(node: Node, problem: Problem) -> bool:
    return isinstance(node, Ref) and len(problem.scope.names[node.name].axes) > 1


def rewritten(tree: Node, problem: Problem, rng: random.Random, times: int) -> Node:
    """The tree after some rewritings at random places."""
    for _ in range(times):
        choices = [
            put(other)
            for node, put, above in sites(tree)
            for other in rewritings(node, problem)
            if not _loses_axes(node, other, above)
        ]
        if not choices:
            break
        tree = rng.choice(choices)
    return tree


def _loses_axes(node: Node, other: Node, above: tuple[Node, ...]) -> bool:
    """Whether a name is written out in letters where its axes are multiplied: those of ``o.T`` are gone in a[n,h].T."""
    lettered = isinstance(node, Ref) and any(isinstance(part, Ref) and part.index for part in walk(other))
    return lettered and any(isinstance(part, Transpose | Chain) or _is_matrix_product(part) for part in above)


def _is_matrix_product(node: Node) -> bool:
    return isinstance(node, Bin) and node.op == "@"


def written(tree: Node, scope: Scope, rng: random.Random) -> str:
    """The tree as text: ASCII, Unicode or LaTeX."""
    return rng.choice((to_ascii, to_unicode, to_latex))(tree, scope)

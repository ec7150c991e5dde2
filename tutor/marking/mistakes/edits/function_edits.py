"""Functions and lists: another function, arguments swapped, a block emptied."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.marking.mistakes.edits.edit_sites import ONE, TWO, ZERO, Edit, Put
from tutor.notation.tree import Bin, Binder, Call, Compare, Fold, Indicator, Listing, Node, Pow, Ref
from tutor.notation.tree_walks import walk
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed

_ACTIVATIONS = ("sigma", "tanh", "relu")


def call(node: Call, put: Put, above: tuple[Node, ...], problem: Problem) -> Iterator[Edit]:
    """Another function, another order of arguments, a slope left out."""
    name = node.function
    function = problem.scope.functions.get(name)
    meant = function.alias or name if function is not None else name
    if meant in _ACTIVATIONS:
        if not node.primes and isinstance(node.args[0], Ref):
            code = "derivative-point" if above and isinstance(above[-1], Pow) else "swapped"
            for value in _made_with(node, problem):
                yield Edit(code, put(Ref(value, node.args[0].index)))
        for other in _ACTIVATIONS:
            if other != meant:
                yield Edit("derivative-other" if node.primes else "forward", put(Call(other, node.args, node.primes)))
        if not node.primes:
            yield Edit("forward", put(node.args[0]))
    elif meant == "sqrt":
        constant = not any(isinstance(part, Ref) for part in walk(node))
        yield Edit("factor" if constant else "power", put(node.args[0]))
    if meant == "softmax":
        yield Edit("forward", put(Call("sigma", node.args)))
    if node.primes:
        yield Edit("derivative-missing", put(ONE))
        yield Edit("derivative-other", put(Call(name, node.args)))
        yield Edit("derivative-twice", put(Pow(node, TWO)))
        yield Edit("derivative-point", put(Call(name, (Call(name, node.args),), node.primes)))
    if name == "log":
        yield Edit("term-missing", put(node.args[0]))
    if name in ("corr", "conv"):
        first, second = node.args
        yield Edit("kernel-flipped", put(Call(name, (first, Call("flip", (second,))))))
        yield Edit("kernel-flipped", put(Call("flip", (node,))))
        yield Edit("order", put(Call(name, (second, first))))
    if name == "flip":
        yield Edit("kernel-flipped", put(node.args[0]))
    if name == "outer":
        yield Edit("order", put(Call(name, (node.args[1], node.args[0]))))
    if name in ("max", "min"):
        yield Edit("forward", put(Call("min" if name == "max" else "max", node.args)))
    if name == "where":
        condition, chosen, otherwise = node.args
        yield Edit("mask", put(Call(name, (condition, otherwise, chosen))))
        yield Edit("mask", put(chosen))
    if name == "diag":
        yield Edit("jacobian-diagonal", put(node.args[0]))


def _made_with(node: Call, problem: Problem) -> Iterator[str]:
    """The values that are made with a function of a name, as ``h = o*tanh(c)`` is, on the same axes."""
    (inside,) = node.args
    assert isinstance(inside, Ref)
    letters = problem.quantities[inside.name].letters if inside.name in problem.quantities else None
    for value in problem.values:
        if letters is not None and value.letters == letters:
            tree = parsed(problem)[value.name].tree
            calls = (part for part in walk(tree) if isinstance(part, Call) and part is not tree)
            if any(call.function == node.function and _names(call.args[0], inside.name) for call in calls):
                yield value.name


def _names(node: Node, name: str) -> bool:
    return isinstance(node, Ref) and node.name == name


def softmax_axis(node: Call, put: Put, problem: Problem) -> Iterator[Edit]:
    """Normalised over samples or time instead of classes; or over another axis than the one that is told."""
    if node.along:
        axes = {axis for part in walk(node) if isinstance(part, Ref) for axis in problem.scope.names[part.name].axes}
        for letter in sorted(axes - {node.along}):
            yield Edit("softmax-axis", put(node._replace(along=letter)))
        return
    for letter in problem.running:
        powers = Call("exp", node.args)
        yield Edit("softmax-axis", put(Bin("/", powers, Fold("sum", (Binder(letter),), powers))))


_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OTHER_END = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}


def relation(node: Indicator | Compare, put: Put) -> Iterator[Edit]:
    """A mask that is left out, or the other way round, or one place off."""
    yield Edit("mask", put(ONE))
    if node.relation in _TURNED:
        yield Edit("mask", put(node._replace(relation=_TURNED[node.relation])))
    if node.relation in _OTHER_END and isinstance(node, Indicator):
        yield Edit("mask", put(node._replace(relation=_OTHER_END[node.relation])))


def listing(node: Listing, put: Put, problem: Problem) -> Iterator[Edit]:
    """A block that is empty, or two that are swapped."""
    blocks = len(node.items) > 2
    for position, item in enumerate(node.items):
        emptied = (*node.items[:position], Bin("*", ZERO, item), *node.items[position + 1 :])
        yield Edit("gate-missing" if blocks else "term-missing", put(Listing(emptied, node.kind)))
        fewer = (*node.items[:position], *node.items[position + 1 :])
        yield Edit("gate-missing" if blocks else "term-missing", put(Listing(fewer, node.kind)))
        for other in range(len(node.items) if blocks else 0):
            if other != position:
                copied = (*node.items[:position], node.items[other], *node.items[position + 1 :])
                yield Edit("gate-swapped", put(Listing(copied, node.kind)))
        for other in range(position + 1, len(node.items)):
            swapped = list(node.items)
            swapped[position], swapped[other] = swapped[other], swapped[position]
            yield Edit("gate-swapped" if blocks else "order", put(Listing(tuple(swapped), node.kind)))

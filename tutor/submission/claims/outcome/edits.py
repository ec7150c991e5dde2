"""What a wrong right side may have been meant to be: the same formula with one thing changed.

Each edit undoes one slip, and carries its code. An edit that makes the side true names what went wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import permutations

from tutor.notation.scope import Scope
from tutor.notation.tree import Bin, Binder, Call, Chain, Derivative, Fold, Neg, Node, Num, Pow, Ref, Size, Transpose
from tutor.notation.tree_walks import children, rebuild

Edit = tuple[str, Node]
_MOST_FACTORS = 4


def edits(tree: Node, scope: Scope, time: tuple[str, ...]) -> Iterator[Edit]:
    """Formulas with one change, each with the code of the slip that it undoes, the likeliest first."""
    yield "sign", Neg(tree)
    for change in (_signs, _transpositions, _orders, _steps(time), _powers, _operations, _left_out, _names(scope)):
        yield from everywhere(tree, change)
    yield from _factors(tree, scope)


def everywhere(tree: Node, change: Callable[[Node], Iterator[Edit]]) -> Iterator[Edit]:
    """The formula with each part of it changed in each way."""
    yield from change(tree)
    if isinstance(tree, Derivative):
        return
    parts = children(tree)
    for at, part in enumerate(parts):
        for code, other in everywhere(part, change):
            yield code, rebuild(tree, (*parts[:at], other, *parts[at + 1 :]))


def _signs(node: Node) -> Iterator[Edit]:
    if isinstance(node, Neg):
        yield "sign", node.body
    if isinstance(node, Bin) and node.op in "+-":
        yield "sign", Bin("-" if node.op == "+" else "+", node.left, node.right, node.column)
        yield "sign", Bin(node.op, Neg(node.left), node.right, node.column)
    if isinstance(node, Call) and node.args:
        yield "sign", node._replace(args=(Neg(node.args[0]), *node.args[1:]))
    if isinstance(node, Pow) and not isinstance(node.exponent, Num):
        yield "sign", Pow(node.base, Neg(node.exponent), node.column, node.by_entry)


def _transpositions(node: Node) -> Iterator[Edit]:
    if isinstance(node, Transpose):
        yield "transpose", node.body
    elif isinstance(node, Ref | Derivative | Bin | Chain | Call):
        yield "transpose", Transpose(node)


def _orders(node: Node) -> Iterator[Edit]:
    if isinstance(node, Chain) and 1 < len(node.items) <= _MOST_FACTORS:
        for items in permutations(node.items):
            if items != node.items:
                yield "order", Chain(items, node.column)
        for at, item in enumerate(node.items):  # an outer product: the row stands second
            others = (*node.items[:at], *node.items[at + 1 :])
            yield "transpose", Chain((*others, Transpose(item)))
            yield "transpose", Chain((Transpose(item), *others))
    if isinstance(node, Bin) and node.op in ("*", "⊙", "@"):
        yield "order", Bin("@", node.right, node.left, node.column)
        yield "order", Bin("@", node.left, node.right, node.column)
        yield "operation", Bin("*", node.left, node.right, node.column)
    if isinstance(node, Chain) and len(node.items) == 2:
        yield "operation", Bin("⊙", *node.items)


def _steps(time: tuple[str, ...]) -> Callable[[Node], Iterator[Edit]]:
    def change(node: Node) -> Iterator[Edit]:
        if not isinstance(node, Ref):
            return
        for at, place in enumerate(node.index or ()):
            if place is None or not place.terms:
                continue
            code = "time-shift" if place.const or time else "index"
            for step in (-1, 1, -2, 2):
                other = place._replace(const=place.const + step)
                assert node.index is not None
                yield code, node._replace(index=(*node.index[:at], other, *node.index[at + 1 :]))

    return change


def _powers(node: Node) -> Iterator[Edit]:
    if isinstance(node, Pow):
        yield "power", node.base
        if isinstance(node.exponent, Num):
            yield from (
                ("power", node._replace(exponent=Num(text))) for text in ("2", "3") if text != node.exponent.text
            )
    elif isinstance(node, Ref | Call):
        yield "power", Pow(node, Num("2"))
    if isinstance(node, Num) and node.text in ("1", "2", "3", "4"):
        yield from (("factor", Num(text)) for text in ("1", "2", "3", "4") if text != node.text)


def _operations(node: Node) -> Iterator[Edit]:
    if isinstance(node, Bin) and node.op in "+-":
        yield "operation", Bin("*", node.left, node.right, node.column)
        yield "operation", Chain((node.left, node.right), node.column)
    elif isinstance(node, Bin) and node.op in "*⊙":
        yield "operation", Bin("+", node.left, node.right, node.column)
    elif isinstance(node, Bin) and node.op == "/":
        yield "operation", Bin("*", node.left, node.right, node.column)


def _left_out(node: Node) -> Iterator[Edit]:
    """What is there and should not be."""
    if isinstance(node, Chain) and len(node.items) > 1:
        for at in range(len(node.items)):
            rest = (*node.items[:at], *node.items[at + 1 :])
            yield "factor-twice", Chain(rest) if len(rest) > 1 else rest[0]
    elif isinstance(node, Bin) and node.op in "*⊙@/":
        yield "factor-twice", node.left
        if node.op != "/":
            yield "factor-twice", node.right
    elif isinstance(node, Bin):
        yield "operation", node.left
    elif isinstance(node, Fold) and node.binders:
        yield "sum-extra", node.body
    elif isinstance(node, Call) and node.args:
        yield "derivative-point", node.args[0]


def _names(scope: Scope) -> Callable[[Node], Iterator[Edit]]:
    def change(node: Node) -> Iterator[Edit]:
        if isinstance(node, Derivative) and isinstance(node.body, Ref):
            for name in _alike(node.by.name, scope):
                yield "swapped", Derivative(node.body, Ref(name, node.by.index), node.column)
            for name in _alike(node.body.name, scope):
                yield "swapped", Derivative(Ref(name, node.body.index), node.by, node.column)
        if isinstance(node, Ref) and "/" not in node.name:
            for name in _alike(node.name, scope):
                yield "swapped", Ref(name, node.index, node.column)
        if isinstance(node, Ref) and node.index:
            letters = [place.letter for place in node.index if place is not None and place.letter]
            if len(letters) == 2 and letters[0] != letters[1]:
                yield "index", node._replace(index=node.index[::-1])
        if isinstance(node, Call) and node.args:
            for function in ("sigma", "tanh", "relu", "exp", "log"):
                if function in scope.functions and function != node.function:
                    yield "derivative-other", node._replace(function=function)
            yield "derivative-missing", node._replace(primes=node.primes + 1)
            if node.primes:
                yield "derivative-twice", node._replace(primes=node.primes - 1)

    return change


def _alike(name: str, scope: Scope) -> list[str]:
    """Other quantities with as many axes."""
    own = scope.names.get(name)
    if own is None:
        return []
    return [
        other
        for other, declared in scope.names.items()
        if other != name and "/" not in other and other[0] != "#" and len(declared.axes) == len(own.axes)
    ]


def _factors(tree: Node, scope: Scope) -> Iterator[Edit]:
    """The whole with one factor more, or summed."""
    for letter in scope.axes.sizes:
        yield "mean-missing", Bin("/", tree, Size(letter))
        yield "mean-twice", Bin("*", tree, Size(letter))
    for text in ("2", "3"):
        yield "factor", Bin("*", tree, Num(text))
        yield "factor", Bin("/", tree, Num(text))
    for name, declared in scope.names.items():
        if "/" in name or name[0] == "#":
            continue
        ref = Ref(name)
        slopes = (Bin("*", ref, Bin("-", Num("1"), ref)), Bin("-", Num("1"), Pow(ref, Num("2"))))
        for slope in slopes:
            yield "derivative-missing", Bin("⊙", tree, slope)
        for function in [one for one in scope.functions if len(one) == 1] + ["relu"]:
            if function in scope.functions and declared.axes:
                yield "derivative-missing", Bin("⊙", tree, Call(function, (ref,), 1))
        yield "factor-missing", Bin("*", tree, ref)
        yield "factor-missing", Chain((tree, ref))
        yield "factor-missing", Chain((ref, tree))
        yield "factor-missing", Chain((Transpose(ref), tree))
        yield "factor-missing", Chain((tree, Transpose(ref)))


def layouts(tree: Node) -> Iterator[Edit]:
    """The formula with a transposition more or less, or with its factors in another order."""
    yield from everywhere(tree, _transpositions)
    yield from everywhere(tree, _orders)


def shifted(tree: Node, time: tuple[str, ...]) -> Iterator[Edit]:
    """The formula with one index moved in time."""
    yield from everywhere(tree, _steps(time))


def sums(tree: Node, letters: tuple[str, ...]) -> Iterator[Edit]:
    """The whole summed over letters or axes that the left side does not have."""
    for letter in letters:
        yield "sum-missing", Fold("sum", (Binder(letter),), tree)
    if len(letters) > 1:
        yield "sum-missing", Fold("sum", tuple(map(Binder, letters)), tree)
    yield "sum-missing", Fold("sum", (), tree)
    for letter in letters:
        yield from everywhere(tree, lambda node, letter=letter: _summed(node, letter))  # type: ignore[misc]


def _summed(node: Node, letter: str) -> Iterator[Edit]:
    if isinstance(node, Chain | Bin | Ref | Call | Pow):
        yield "sum-missing", Fold("sum", (Binder(letter),), node)

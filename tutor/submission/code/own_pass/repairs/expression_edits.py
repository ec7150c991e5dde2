"""What people write wrongly in one place of an expression, undone: each edit with the code of the mistake.

The expression is that of a gradient which is wrong, an edit makes of it what may have been meant.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence

from tutor.submission.code.own_pass.repairs.edited_program import swapped
from tutor.submission.code.syntax.program import written

Edit = tuple[str, ast.expr]
"""A code, and the expression without that mistake."""

_PRODUCTS = ("dot", "matmul", "mm")
_REDUCED = ("sum", "mean")
_ACROSS = ("transpose", "t")
_AXES = ("axis", "dim")
_ONES = ("1", "1.0")
_POWERS = ("power", "pow")


def edits_of_parts(source: ast.expr, indices: frozenset[str], sizes: frozenset[str]) -> Iterator[Edit]:
    """Edits that need no name that is not there: signs, products, sums, factors, powers, indices."""
    for node in list(ast.walk(source)):
        if isinstance(node, ast.expr):
            for code, new in _of_node(node, indices, sizes):
                yield code, swapped(source, node, ast.copy_location(new, node))


def edits_of_names(source: ast.expr, others: Sequence[ast.expr]) -> Iterator[Edit]:
    """One value in the place of another."""
    names = {written(one) for one in others}
    for node in leaves(source):
        if written(node) not in names:
            continue
        code = "derivative-point" if _is_slope_of(source, written(node)) else "swapped"
        for other in others:
            if written(other) != written(node):
                yield _code_of_exchange(node, other, code), swapped(source, node, ast.copy_location(other, node))
    repeated = Counter(written(node) for node in leaves(source))
    for name in (name for name, times in repeated.items() if times > 1 and name in names):
        for other in others:
            found = source
            for node in [each for each in leaves(source) if written(each) == name]:
                found = swapped(found, node, ast.copy_location(other, node))
            yield "derivative-point" if _is_slope_of(source, name) else "swapped", found


def edits_with_more(source: ast.expr, values: Sequence[ast.expr], gradients: Sequence[ast.expr]) -> Iterator[Edit]:
    """A factor, the slope of an activation or a term that is missing."""
    one = ast.Constant(1)
    arriving = {written(gradient) for gradient in gradients}
    for value in values:
        slopes = (
            ast.BinOp(one, ast.Sub(), ast.BinOp(value, ast.Pow(), ast.Constant(2))),
            ast.BinOp(value, ast.Mult(), ast.BinOp(one, ast.Sub(), value)),
            ast.BinOp(ast.Compare(value, [ast.Gt()], [ast.Constant(0)]), ast.Mult(), ast.Constant(1.0)),
        )
        for slope in slopes:
            yield from _times_each_term(source, slope, "derivative-missing")
            for leaf in (one for one in leaves(source) if written(one) in arriving):
                product = ast.copy_location(ast.BinOp(leaf, ast.Mult(), slope), leaf)
                yield "derivative-missing", swapped(source, leaf, product)
    for value in values:
        yield from _times_each_term(source, value, "factor-missing")
    for gradient in (*gradients, *values):
        code = "path-missing" if gradient in gradients else "term-missing"
        for kind in (ast.Add(), ast.Sub()):
            yield code, _at(source, ast.BinOp(source, kind, gradient))


def leaves(source: ast.expr) -> Iterator[ast.expr]:
    """The values that an expression reads: names, fields, entries; of ``self.W[t].T`` that is ``self.W[t]``."""
    if isinstance(source, ast.Name) or (isinstance(source, ast.Subscript) and _is_leaf(source.value)):
        yield source
    elif isinstance(source, ast.Attribute):
        if source.attr not in ("T", "shape", "size") and isinstance(source.value, ast.Name):
            yield source
        else:
            yield from leaves(source.value)
    elif isinstance(source, ast.Call):
        if isinstance(source.func, ast.Attribute):
            yield from leaves(source.func.value)
        for one in source.args:
            yield from leaves(one)
    else:
        for child in ast.iter_child_nodes(source):
            if isinstance(child, ast.expr):
                yield from leaves(child)


def _is_leaf(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) or (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name))


def _of_node(node: ast.expr, indices: frozenset[str], sizes: frozenset[str]) -> Iterator[Edit]:
    if isinstance(node, ast.BinOp):
        yield from _of_operator(node, sizes)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "sign", node.operand
    elif isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield "transpose", node.value
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield "mask", flipped(node)
    elif isinstance(node, ast.Subscript):
        yield from _of_index(node, indices)


def flipped(node: ast.Compare) -> ast.Compare:
    """What is smaller for what is larger."""
    meant = ast.Gt() if isinstance(node.ops[0], ast.Lt | ast.LtE) else ast.Lt()
    return ast.copy_location(ast.Compare(node.left, [meant], node.comparators), node)


def _of_operator(node: ast.BinOp, sizes: frozenset[str]) -> Iterator[Edit]:
    left, right = node.left, node.right
    if isinstance(node.op, ast.Add):
        yield "sign", ast.BinOp(left, ast.Sub(), right)
        yield "sign", ast.BinOp(right, ast.Sub(), left)
        yield "operation", ast.BinOp(left, ast.Mult(), right)
    elif isinstance(node.op, ast.Sub):
        yield "sign", ast.BinOp(left, ast.Add(), right)
        yield "sign", ast.BinOp(right, ast.Sub(), left)
        if written(left) in _ONES:
            yield "derivative-other", ast.BinOp(left, ast.Sub(), ast.BinOp(right, ast.Pow(), ast.Constant(2)))
    elif isinstance(node.op, ast.Mult):
        yield _code_of_extra(left), right
        yield _code_of_extra(right), left
        yield "operation", ast.BinOp(left, ast.Add(), right)
    elif isinstance(node.op, ast.Div):
        yield ("mean-twice" if written(right) in sizes else _code_of_extra(right)), left
    elif isinstance(node.op, ast.Pow):
        yield from (("power", power) for power in _powers(node.left, node.right))
    elif isinstance(node.op, ast.MatMult):
        for code, first, second in _products(left, right):
            yield code, ast.BinOp(first, ast.MatMult(), second)


def _code_of_extra(factor: ast.expr) -> str:
    return "factor" if isinstance(factor, ast.Constant) else "factor-twice"


def _powers(base: ast.expr, power: ast.expr) -> Iterator[ast.expr]:
    yield base
    if isinstance(power, ast.Constant) and isinstance(power.value, int):
        yield from (ast.BinOp(base, ast.Pow(), ast.Constant(power.value + more)) for more in (1, -1))


def _products(left: ast.expr, right: ast.expr) -> Iterator[tuple[str, ast.expr, ast.expr]]:
    """The same product with a factor, or all of it, turned, and in the other order."""
    yield "transpose", turned(left), right
    yield "transpose", left, turned(right)
    yield "transpose", turned(right), turned(left)
    yield "order", right, left
    yield "transpose", turned(left), turned(right)
    yield "order", right, turned(left)
    yield "order", turned(right), left


def turned(node: ast.expr) -> ast.expr:
    """An array the other way round."""
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return node.value
    match node:
        case ast.Call(func=ast.Attribute(value=array, attr=word), args=[]) if word in _ACROSS:
            return array
    return ast.Attribute(node, "T", ast.Load())


def _of_call(node: ast.Call) -> Iterator[Edit]:
    word = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    of_array = isinstance(node.func, ast.Attribute) and not _is_library(node.func.value)
    arguments = [node.func.value, *node.args] if of_array and isinstance(node.func, ast.Attribute) else node.args
    if word in _PRODUCTS and len(arguments) == 2:
        for code, first, second in _products(*arguments):
            yield code, ast.BinOp(first, ast.MatMult(), second)
    elif word in _REDUCED and arguments:
        yield from _of_reduction(node, word, arguments[0])
    elif word in _POWERS and len(arguments) == 2:
        yield from (("power", power) for power in _powers(*arguments))
    elif word in _ACROSS and len(arguments) == 1:
        yield "transpose", arguments[0]
    elif len(arguments) == 1 and isinstance(node.func, ast.Name | ast.Attribute) and not of_array:
        yield "derivative-twice", arguments[0]


def _is_library(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("np", "numpy", "torch", "cp", "jnp")


def _of_reduction(node: ast.Call, word: str, array: ast.expr) -> Iterator[Edit]:
    """A sum over another axis, a mean for it, or neither."""
    for at, keyword in enumerate(node.keywords):
        if keyword.arg in _AXES and isinstance(keyword.value, ast.Constant):
            for axis in (0, 1, -1):
                if axis != keyword.value.value:
                    other = [
                        *node.keywords[:at],
                        ast.keyword(keyword.arg, ast.Constant(axis)),
                        *node.keywords[at + 1 :],
                    ]
                    yield "sum-extra", ast.Call(node.func, node.args, other)
    if not any(keyword.arg in _AXES for keyword in node.keywords):
        for axis in (0, 1):
            with_axis = [*node.keywords, ast.keyword("axis", ast.Constant(axis))]
            yield "sum-extra", ast.Call(node.func, node.args, with_axis)
    meant = "mean" if word == "sum" else "sum"
    func = (
        ast.Attribute(node.func.value, meant, ast.Load()) if isinstance(node.func, ast.Attribute) else ast.Name(meant)
    )
    yield ("mean-missing" if word == "sum" else "mean-for-sum"), ast.Call(func, node.args, node.keywords)
    yield "sum-extra", array


def _of_index(node: ast.Subscript, indices: frozenset[str]) -> Iterator[Edit]:
    """A neighbour of what is read, or the letters of two axes exchanged."""
    keys = list(node.slice.elts) if isinstance(node.slice, ast.Tuple) else [node.slice]
    for at, key in enumerate(keys):
        for code, other in _neighbours(key, indices):
            found = [*keys[:at], other, *keys[at + 1 :]]
            index = ast.Tuple(found, ast.Load()) if isinstance(node.slice, ast.Tuple) else other
            yield code, ast.Subscript(node.value, index, ast.Load())
    for at, key in enumerate(keys):
        for later in range(at + 1, len(keys)):
            if isinstance(key, ast.Name) and isinstance(keys[later], ast.Name):
                found = [*keys]
                found[at], found[later] = keys[later], key
                yield "index", ast.Subscript(node.value, ast.Tuple(found, ast.Load()), ast.Load())


def _neighbours(key: ast.expr, indices: frozenset[str]) -> Iterator[Edit]:
    names = {one.id for one in ast.walk(key) if isinstance(one, ast.Name)}
    one = ast.Constant(1)
    if isinstance(key, ast.BinOp) and isinstance(key.op, ast.Add | ast.Sub) and names & indices:
        yield "time-shift", key.left
    if names & indices and not isinstance(key, ast.Slice):
        yield "time-shift", ast.BinOp(key, ast.Sub(), one)
        yield "time-shift", ast.BinOp(key, ast.Add(), one)
    number = key.operand if isinstance(key, ast.UnaryOp) and isinstance(key.op, ast.USub) else key
    if isinstance(number, ast.Constant) and isinstance(number.value, int):
        yield "index", ast.BinOp(key, ast.Sub(), one)
        yield "index", ast.BinOp(key, ast.Add(), one)


def _is_slope_of(source: ast.expr, name: str) -> bool:
    """Whether a value stands in what is written as the slope of an activation: ``1 - a**2``, ``a * (1 - a)``."""
    ones = [
        node.right
        for node in ast.walk(source)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub) and written(node.left) in _ONES
    ]
    return any(written(leaf) == name for one in ones for leaf in leaves(one))


def _code_of_exchange(old: ast.expr, new: ast.expr, code: str) -> str:
    """Of an entry at another index, of a value of another step, that it is of another time."""
    before, after = written(old), written(new)
    for word in ("prev", "next", "last"):
        if (word in before) != (word in after):
            stems = [one.replace(word, "").replace("__", "_").strip("_") for one in (before, after)]
            return "time-shift" if len({stem.replace("next", "").strip("_") for stem in stems}) == 1 else code
    return code


def _times_each_term(source: ast.expr, factor: ast.expr, code: str) -> Iterator[Edit]:
    yield code, _at(source, ast.BinOp(source, ast.Mult(), factor))
    for node in ast.walk(source):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            for term in (node.left, node.right):
                yield code, swapped(source, term, ast.copy_location(ast.BinOp(term, ast.Mult(), factor), term))


def _at(source: ast.expr, new: ast.expr) -> ast.expr:
    return ast.copy_location(new, source)

"""Sums of products as matrix products, and sums as products with ones."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from tutor.solve.calls.calls import each, example
from tutor.solve.calls.emission import Emitter
from tutor.solve.graph.nodes import Node
from tutor.solve.memory.workspace import Letters

_LARGE = 100_000
"""Entries from which on a copy costs more than many small products."""


def contracted(emitter: Emitter, node: Node) -> None:
    """The product of two arrays summed over letters of both.

    Where their letters fall apart into rows and columns it is one matrix product; a letter that both keep, and what
    the order of the result's axes puts in front, is one that products are stacked along.
    """
    left, right = node.args
    _, ours = emitter.work.lying(left)
    _, theirs = emitter.work.lying(right)
    summed_over = tuple([letter for letter in ours if letter in node.attrs])
    order = emitter.work.step_letters(emitter.work.memory.order(node))
    shared = {letter for letter in order if letter in ours and letter in theirs}
    for front in range(len(order) + 1):
        stacked, rest = order[:front], order[front:]
        if shared <= set(stacked):
            parted = _parted(rest, ours, theirs)
            if parted is not None:
                break
    else:
        raise AssertionError("all letters may be stacked")
    first, second, turned = parted
    one, other = (right, left) if turned else (left, right)
    if not stacked and len(first) > 1 and _would_copy(emitter, one, first, summed_over):
        stacked, first = first[:1], first[1:]
    out = emitter.allocator.new(node)
    sizes = {axis.letter: axis.size for axis in (*left.axes, *right.axes)}
    if not stacked and first and second and _in_blocks(emitter, (one, first), (other, second), summed_over, sizes, out):
        return
    if not order and any(_would_copy(emitter, one, (), summed_over, _LARGE // 10) for one in node.args):
        found = [emitter.work.array(one, summed_over) for one in node.args]
        emitter.work.call(_inner, *found, each(out, lambda array: array.reshape(())))
    elif not stacked:
        _one_product(emitter, node, (one, first), (other, second), summed_over, sizes, out)
    elif not first and not second and not _large(stacked, summed_over, sizes):
        _entries_summed(emitter, node, stacked, summed_over, sizes, out)
    else:
        _stacked_products(emitter, (one, first), (other, second), (stacked, summed_over), sizes, out)


def _parted(rest: Letters, ours: Letters, theirs: Letters) -> tuple[Letters, Letters, bool] | None:
    """Letters as those of the rows and those of the columns, and whether the rows are the second array's."""
    for turned, (one, other) in enumerate(((ours, theirs), (theirs, ours))):
        rows = tuple([letter for letter in rest if letter in one])
        columns = tuple([letter for letter in rest if letter in other])
        if rows + columns == rest:
            return rows, columns, bool(turned)
    return None


def _would_copy(emitter: Emitter, node: Node, rows: Letters, columns: Letters, least: int = _LARGE) -> bool:
    """Whether a large array would have to be laid out anew to be a matrix with these rows and columns."""
    if node.size < least:
        return False
    found = example(emitter.work.array(node, rows + columns))
    try:
        found.reshape(prod(found.shape[: len(rows)]), -1, copy=False)
    except ValueError:
        return True
    return False


def _large(stacked: Letters, summed_over: Letters, sizes: dict[str, int]) -> bool:
    return prod([sizes[letter] for letter in stacked + summed_over]) > _LARGE


def outer(emitter: Emitter, node: Node) -> None:
    """The product of two arrays that share no letter, as that of a column and a row."""
    left, right = node.args
    order = emitter.work.step_letters(emitter.work.memory.order(node))
    sizes = {axis.letter: axis.size for axis in node.axes}
    parted = _parted(order, left.letters, right.letters)
    if parted is None:
        found = [emitter.work.array(one, order) for one in node.args]
        emitter.work.call(np.multiply, *found, emitter.allocator.new(node))
        return
    rows, columns, turned = parted
    one, other = (right, left) if turned else (left, right)
    _one_product(emitter, node, (one, rows), (other, columns), (), sizes, emitter.allocator.new(node))


def _inner(left: Any, right: Any, out: Any) -> None:
    """All products of entries added up, without a copy of either array."""
    letters = list(range(left.ndim))
    np.einsum(left, letters, right, letters, [], out=out)


def _one_product(
    emitter: Emitter,
    node: Node,
    left: tuple[Node, Letters],
    right: tuple[Node, Letters],
    summed_over: Letters,
    sizes: dict[str, int],
    out: Any,
) -> None:
    (one, rows), (other, columns) = left, right
    count = prod([sizes[letter] for letter in summed_over])
    height, width = (prod([sizes[letter] for letter in letters]) for letters in (rows, columns))
    shape: tuple[int, ...]
    if not columns:
        A = matrix(emitter, one, rows, summed_over, sizes)
        b = vector(emitter, other, summed_over, count)
        target, shape = b, (height,)
    elif not rows:
        A = matrix(emitter, other, columns, summed_over, sizes)
        target, shape = vector(emitter, one, summed_over, count), (width,)
    else:
        A = matrix(emitter, one, rows, summed_over, sizes)
        target, shape = matrix(emitter, other, summed_over, columns, sizes), (height, width)
    _dot(emitter, node, A, target, out, shape)


def _dot(emitter: Emitter, node: Node, A: Any, b: Any, out: Any, shape: tuple[int, ...]) -> None:
    if example(out).flags.c_contiguous:
        target = emitter.work.keep(("product", node, shape), out, lambda one: one.reshape(shape))
        emitter.work.call(each(A, lambda one: one.dot), b, target)
        return
    between = emitter.work.take(shape)
    emitter.work.call(each(A, lambda one: one.dot), b, between)
    emitter.work.put(out, between.reshape(example(out).shape))


def matrix(emitter: Emitter, node: Node, rows: Letters, columns: Letters, sizes: dict[str, int]) -> Any:
    """An array as a matrix, its axes gathered into rows and columns."""
    found = emitter.work.array(node, rows + columns)
    shape = prod([sizes[letter] for letter in rows]), prod([sizes[letter] for letter in columns])
    if example(found).shape == shape:
        return found
    if emitter.work.is_copied(node, columns + rows):
        return each(emitter.work.flattened(node, columns + rows, shape[::-1]), np.transpose)
    return emitter.work.flattened(node, rows + columns, shape)


def vector(emitter: Emitter, node: Node, letters: Letters, count: int) -> Any:
    """An array in one row."""
    found = emitter.work.array(node, letters)
    return found if example(found).ndim == 1 else emitter.work.flattened(node, letters, (count,))


def _entries_summed(
    emitter: Emitter, node: Node, stacked: Letters, summed_over: Letters, sizes: dict[str, int], out: Any
) -> None:
    """Where no letter is of one array alone: the products of all entries, added up."""
    count = prod([sizes[letter] for letter in summed_over])
    left, right = (emitter.work.array(one, stacked + summed_over) for one in node.args)
    between = emitter.work.take(tuple([sizes[letter] for letter in stacked + summed_over]))
    emitter.work.call(np.multiply, left, right, between)
    _dot(emitter, node, between.reshape(-1, count), emitter.work.ones(count), out, (between.size // count,))


def _in_blocks(
    emitter: Emitter,
    left: tuple[Node, Letters],
    right: tuple[Node, Letters],
    summed_over: Letters,
    sizes: dict[str, int],
    out: Any,
) -> bool:
    """One large product added up block by block, where laying an array out for it would take as much memory again.

    That is how weight gradients come about, which are summed over time and samples. Whether it is done so.
    """
    (one, rows), (other, columns) = left, right
    work = emitter.work
    laid = [(one, rows, summed_over), (other, summed_over, columns)]
    if work.loop is not None or not out.flags.c_contiguous or max(one.size, other.size) < _LARGE:
        return False
    if not any(_would_copy(emitter, node, front, behind) for node, front, behind in laid):
        return False
    A, B = (work.array(node, front + behind) for node, front, behind in laid)
    steps, shape = sizes[summed_over[0]], tuple([prod([sizes[one] for one in part]) for part in (rows, columns)])
    length = max(1, _LARGE * steps // max(one.size, other.size))
    target, more = out.reshape(shape, copy=False), work.take(shape)
    dense: dict[Any, Any] = {}
    for start in range(0, steps, length):
        block = slice(start, start + length)
        parts = A[(*[slice(None)] * len(rows), block)], B[block]
        count = parts[0].size // shape[0]
        a = _matrix_of(emitter, parts[0], (shape[0], count), dense)
        b = _matrix_of(emitter, parts[1], (count, shape[1]), dense)
        work.call(a.dot, b, more if start else target)
        if start:
            work.call(np.add, target, more, target)
    return True


def _matrix_of(emitter: Emitter, part: Any, shape: tuple[int, int], dense: dict[Any, Any]) -> Any:
    """A block as a matrix, copied into an array that serves all blocks where it does not lie so."""
    try:
        return part.reshape(shape, copy=False)
    except ValueError:
        key = part.shape, part.strides
        if key not in dense:
            dense[key] = emitter.work.take(part.shape)
        emitter.work.put(dense[key], part)
        return dense[key].reshape(shape)


def _stacked_products(
    emitter: Emitter,
    left: tuple[Node, Letters],
    right: tuple[Node, Letters],
    letters: tuple[Letters, Letters],
    sizes: dict[str, int],
    out: Any,
) -> None:
    (one, rows), (other, columns) = left, right
    stacked, summed_over = letters
    A = _stack(emitter, one, stacked, (rows, summed_over), sizes)
    B = _stack(emitter, other, stacked, (summed_over, columns), sizes)
    shape = (*[sizes[letter] for letter in stacked], *[prod([sizes[one] for one in part]) for part in (rows, columns)])
    emitter.work.call(np.matmul, A, B, each(out, lambda array: array.reshape(shape, copy=False)))


def _stack(
    emitter: Emitter, node: Node, stacked: Letters, parts: tuple[Letters, Letters], sizes: dict[str, int]
) -> Any:
    found = emitter.work.array(node, stacked + parts[0] + parts[1])
    front = example(found).shape[: len(stacked)]
    shape = (*front, *[prod([sizes[letter] for letter in part]) for part in parts])
    return (
        found if example(found).shape == shape else emitter.work.flattened(node, stacked + parts[0] + parts[1], shape)
    )


def summed(emitter: Emitter, node: Node) -> None:
    """A sum over letters, by a product with ones where they lie together: half the time of a reduction."""
    argument = node.args[0]
    found, own = emitter.work.lying(argument)
    kept = tuple([letter for letter in own if letter not in node.attrs])
    gone = tuple([letter for letter in own if letter in node.attrs])
    out = emitter.allocator.new(node)
    sizes = {axis.letter: axis.size for axis in argument.axes}
    count = prod([sizes[letter] for letter in gone])
    rows = prod([sizes[letter] for letter in kept])
    same = kept == emitter.work.step_letters(emitter.work.memory.order(node))
    dense = example(found).flags.c_contiguous and own in (kept + gone, gone + kept)
    if same and count <= 10_000 and (dense or (kept and argument.size < _LARGE)):
        if dense and own == gone + kept:
            A = each(emitter.work.flattened(argument, own, (count, rows)), np.transpose)
        else:
            A = matrix(emitter, argument, kept, gone, sizes)
        _dot(emitter, node, A, emitter.work.ones(count), out, (rows,))
        return
    axes = tuple([own.index(letter) for letter in gone])
    target = emitter.work.array(node, kept) if kept else each(out, lambda one: one.reshape(()))
    emitter.work.call(np.add.reduce, found, axes, None, target)

"""Derivatives in what a page says become arrays: of anything by anything, and the chain rule between neighbours.

What stands side by side in a line of the chain rule is summed over the quantity that the one is by and the other of,
whatever the layout; indices that were typed stay.
"""

from __future__ import annotations

import string
from collections.abc import Sequence
from math import prod
from typing import NamedTuple

import numpy as np

from tutor.notation.derived_names import derivative_name
from tutor.notation.errors import FitError
from tutor.notation.lower.value import Array, Value
from tutor.notation.tree import Bin, Chain, Derivative, Index, Listing, Node, Placed, Ref
from tutor.notation.tree_walks import children, rebuild
from tutor.problems.contract.target import GRADIENT
from tutor.submission.claims.sides.view import DENOMINATOR, NUMERATOR, OWN, STEP_LOSS, View, apart, base
from tutor.submission.claims.sides.world import STEP
from tutor.submission.claims.trees import terms

_JOINED = "*⊙@"
_OF, _BY, _LETTER = "of", "by", "letter"


class _Factor(NamedTuple):
    """A derivative as an array: its value, and what each of its dims is: of one's axis, by one's axis, or a letter.

    ``of`` and ``by`` are the names, ``of_axes`` and ``by_axes`` the bare axes of each, by their own letters.
    """

    value: Value
    roles: tuple[str, ...]
    own: tuple[str, ...]
    of: str
    by: str

    def bare(self, role: str) -> dict[str, str]:
        """The dims that are bare axes of one side, each by the letter it has in the declaration."""
        found = zip(self.value.dims, self.roles, self.own, strict=True)
        return {own: dim for dim, kind, own in found if kind == role}


def spelled_out(tree: Node, view: View) -> Node:
    """A formula in which every derivative that the problem has a name for is a derivative of its two names."""
    if isinstance(tree, Ref):
        return _as_derivative(tree, view)
    parts = children(tree)
    if isinstance(tree, Derivative):
        return Derivative(spelled_out(tree.body, view), tree.by, tree.column)
    if view.mode.matrix_star and isinstance(tree, Bin) and tree.op == "*":
        return Bin("@", spelled_out(tree.left, view), spelled_out(tree.right, view), tree.column)
    return rebuild(tree, tuple(spelled_out(part, view) for part in parts)) if parts else tree


def worked_out(tree: Node, view: View) -> Node:
    """A formula with arrays for its derivatives. Raises FitError, NotationError, NotMovedError."""
    if isinstance(tree, Derivative):
        return _joined([_factor(tree, view)], view)
    items = _items(tree)
    if len(items) > 1 and any(isinstance(node, Derivative) for _, node in items):
        if (paths := _multiplied_out(items)) is not None:
            return worked_out(paths, view)
        return _product([(sign, _as_arriving(node, items, view)) for sign, node in items], view)
    parts = children(tree)
    return rebuild(tree, tuple(worked_out(part, view) for part in parts)) if parts else tree


def _as_derivative(ref: Ref, view: View) -> Node:
    target = view.world.problem.targets[ref.name] if "/" in ref.name else None
    if target is None or target.kind != GRADIENT or not target.whole:
        return ref
    if derivative_name(target.of, target.by) != ref.name or target.by not in view.world.arrays:
        return ref
    return Derivative(Ref(target.of), Ref(target.by, ref.index, ref.column), ref.column)


def _as_arriving(node: Node, items: Sequence[tuple[str, Node]], view: View) -> Node:
    """A gradient that comes from outside as the derivative that it is, beside a derivative of what it is by."""
    problem = view.world.problem
    by = {own: value for value, own in problem.upstream.items()}.get(node.name) if isinstance(node, Ref) else None
    if by is None or not isinstance(node, Ref):
        return node
    if problem.scope.aliases.get(derivative_name(problem.loss, by)) != node.name:
        return node  # more than that arrives at the value
    bodies = [one.body for _, one in items if isinstance(one, Derivative)]
    beside = any(isinstance(body, Ref) and body.name == by for body in bodies)
    return Derivative(Ref(problem.loss), Ref(by, node.index, node.column), node.column) if beside else node


def _items(tree: Node) -> list[tuple[str, Node]]:
    """The factors of a product, each with the sign before it; none for things side by side."""
    if isinstance(tree, Chain):
        found: list[tuple[str, Node]] = []
        for item in tree.items:
            inner = _items(item)
            within = any(sign for sign, _ in inner)  # (a ⊙ b) beside a matrix keeps its bracket
            found += [("", item)] if within else inner
        return found
    if isinstance(tree, Bin) and tree.op in _JOINED:
        right = _items(tree.right)
        return [*_items(tree.left), (tree.op, right[0][1]), *right[1:]]
    if isinstance(tree, Listing) and tree.kind == "free" and len(tree.items) == 1:
        return _items(tree.items[0])
    return [("", tree)]


def factors_of(tree: Node) -> list[Node]:
    """The factors of a product."""
    return [node for _, node in _items(tree)]


def _multiplied_out(items: Sequence[tuple[str, Node]]) -> Node | None:
    """A product with a sum of paths in it as the sum of products: each goes on with what stands before it."""
    for at, (sign, node) in enumerate(items):
        while isinstance(node, Listing) and node.kind == "free" and len(node.items) == 1:
            node = node.items[0]
        if not isinstance(node, Bin) or node.op not in "+-" or not all(map(_says_path, (node.left, node.right))):
            continue
        one, other = ([*items[:at], (sign, part), *items[at + 1 :]] for part in (node.left, node.right))
        return node._replace(left=_together(one), right=_together(other))
    return None


def _says_path(tree: Node) -> bool:
    return any(isinstance(node, Derivative) for term in terms(tree) for _, node in _items(term))


def _product(items: Sequence[tuple[str, Node]], view: View) -> Node:
    """A product in which every run of derivatives that follow each other is one array."""
    done: list[tuple[str, Node]] = []
    run: list[_Factor] = []
    before = ""
    for sign, node in [*items, ("", None)]:
        factor = _factor(node, view) if isinstance(node, Derivative) else None
        if run and factor is not None and _follow(run, factor):
            run.append(factor)
            continue
        if run:
            done.append((before, _joined(run, view)))
            run = []
        if factor is not None:
            run, before = [factor], sign
        elif node is not None:
            done.append((sign, worked_out(node, view)))
    return _together(done)


def _together(items: Sequence[tuple[str, Node]]) -> Node:
    """A product of factors with the signs between them, those side by side first."""
    groups: list[tuple[str, list[Node]]] = []
    for sign, node in items:
        if sign or not groups:
            groups.append((sign, [node]))
        else:
            groups[-1][1].append(node)
    found: Node | None = None
    for sign, nodes in groups:
        node = nodes[0] if len(nodes) == 1 else Chain(tuple(nodes))
        found = node if found is None else Bin(sign, found, node)
    assert found is not None
    return found


def _follow(run: Sequence[_Factor], factor: _Factor) -> bool:
    """Whether a derivative goes on with a run: it is of what the last is by, or the first is of what it is by."""
    last = run[-1]
    if last.by and last.by == factor.of:
        return True
    return bool(factor.by and factor.by == last.of and (len(run) == 1 or run[-2].of == last.by))


def _factor(node: Derivative, view: View) -> _Factor:
    """The array of one derivative at the points; each is worked out once."""
    found: _Factor | None = view.factors.get(node)
    if found is None:
        found = view.factors[node] = _evaluated(node, view)
    return found


def _evaluated(node: Derivative, view: View) -> _Factor:
    world, mode = view.world, view.mode
    body = worked_out(node.body, view) if _nested(node.body) else node.body
    single = isinstance(body, Ref) and (body.name == STEP_LOSS or not view.scope.names[body.name].axes)
    kept = node.by.name in world.given and world.runs_in_time  # neighbours in time are, by what is given
    if isinstance(body, Ref) and mode.direct and not single and not kept:
        arrays = view.moved_directly(body.name, node.by.name)
    else:
        held = mode.given_held or _is_later(body, mode.earliest)
        arrays = view.moved(node.by.name, immediate=held and not single and node.by.name in world.given)
    value = view.value(body, arrays)
    shape = view.shape(node.by.name)
    entries = prod(shape)
    array = np.broadcast_to(value.array, (world.count * entries, *value.array.shape[1:]))
    array = np.imag(array).reshape(world.count, entries, *value.array.shape[1:]) / STEP
    array = np.moveaxis(array, 1, -1).reshape(world.count, *value.array.shape[1:], *shape)
    by = node.by
    declared = view.scope.names[by.name].axes
    marks = apart((*(_axis_of(one) for one in value.classes), *declared))
    name = view.make(array, marks)
    index: list[Index | None] = []
    roles: dict[str, tuple[str, str]] = {}
    for mark, dim in zip(marks, value.dims, strict=False):
        if dim in value.axes:
            index.append(None)
            roles[mark] = (_OF, base(dim))
        else:
            index.append(Index(((dim, 1),)))
            roles[dim] = (_LETTER, dim)
    for mark, axis, placed in zip(marks[len(value.dims) :], declared, by.index or (None,) * len(declared), strict=True):
        if placed is None and axis in mode.running:
            placed = Index(((axis, 1),))
        index.append(placed)
        if placed is None:
            roles[mark] = (_BY, axis)
    found = view.value(Ref(name, tuple(index) or None), view.of_world())
    kinds = [roles.get(dim, (_LETTER, dim)) for dim in found.dims]
    of = body.name if isinstance(body, Ref) else ""
    if mode.diagonal:
        found, kinds = _diagonal(found, kinds)
    return _Factor(found, tuple(kind for kind, _ in kinds), tuple(own for _, own in kinds), of, by.name)


def _is_later(body: Node, earliest: int | None) -> bool:
    """Whether the number in the index of a value, how far it is moved or which step it is, is behind the earliest."""
    index = (body.index if isinstance(body, Ref) else None) or ()
    shift = next((one.const for one in index if one is not None), None)
    return earliest is not None and shift is not None and shift > earliest


def _nested(body: Node) -> bool:
    if isinstance(body, Derivative):
        raise FitError("a derivative of a derivative is not taken here")
    return any(_nested(part) for part in children(body))


def _axis_of(size_class: str) -> str:
    """A letter for an axis of a size class: fixed sizes have none of their own."""
    return size_class


def _diagonal(value: Value, kinds: list[tuple[str, str]]) -> tuple[Value, list[tuple[str, str]]]:
    """A Jacobian of one axis by another of its kind as the vector of its slopes, if it has nothing else."""
    of = [dim for dim, (kind, _) in zip(value.dims, kinds, strict=True) if kind == _OF]
    by = [dim for dim, (kind, _) in zip(value.dims, kinds, strict=True) if kind == _BY]
    if not of or [value.class_of(dim) for dim in of] != [value.class_of(dim) for dim in by]:
        return value, kinds
    order = [*(dim for dim in value.dims if dim not in (*of, *by)), *of, *by]
    array = np.transpose(value.array, [0, *(value.dims.index(dim) + 1 for dim in order)])
    if array.shape[-2 * len(of) : -len(of)] != array.shape[-len(of) :]:
        return value, kinds
    size = prod(array.shape[array.ndim - len(of) :])
    square = array.reshape(*array.shape[: array.ndim - 2 * len(of)], size, size)
    slopes = np.einsum("...ii->...i", square)
    if np.count_nonzero(square) > np.count_nonzero(slopes):
        return value, kinds
    kept = order[: len(order) - len(by)]
    slopes = slopes.reshape(array.shape[: array.ndim - len(by)])
    known = dict(zip(value.dims, kinds, strict=True))
    found = Value(
        slopes, tuple(kept), tuple(value.class_of(dim) for dim in kept), tuple(dim for dim in value.axes if dim in kept)
    )
    return found, [known[dim] for dim in kept]


def _joined(run: Sequence[_Factor], view: View) -> Node:
    """A run of derivatives as one array, summed over what neighbours share, laid out in the mode."""
    forward = len(run) == 1 or run[0].by == run[1].of
    ordered = list(run) if forward else list(reversed(run))
    letters: dict[tuple[int, str], str] = {}  # of each factor, for each of its dims a name in the product
    used: set[str] = {
        dim for one in run for dim, role in zip(one.value.dims, one.roles, strict=True) if role == _LETTER
    }
    for at, one in enumerate(ordered):
        shared = ordered[at - 1].bare(_BY) if at else {}
        for dim, role, own in zip(one.value.dims, one.roles, one.own, strict=True):
            if role == _LETTER:
                letters[at, dim] = dim
            elif role == _OF and own in shared:
                letters[at, dim] = letters[at - 1, shared[own]]
            else:
                name = own
                while name in used:
                    name += "'"
                used.add(name)
                letters[at, dim] = name
    codes = {name: string.ascii_letters[place] for place, name in enumerate(dict.fromkeys(letters.values()), 1)}
    classes = {letters[at, dim]: one.value.class_of(dim) for at, one in enumerate(ordered) for dim in one.value.dims}
    of = [letters[0, dim] for dim in ordered[0].bare(_OF).values()]
    by = [letters[len(ordered) - 1, dim] for dim in ordered[-1].bare(_BY).values()]
    inner = [
        letters[at, dim]
        for at, one in enumerate(ordered)
        for dim, role, own in zip(one.value.dims, one.roles, one.own, strict=True)
        if (role == _OF and at and own not in ordered[at - 1].bare(_BY))
        or (role == _BY and at < len(ordered) - 1 and own not in ordered[at + 1].bare(_OF))
    ]
    typed = list(dict.fromkeys(name for (at, dim), name in letters.items() if name in _typed(ordered)))
    if inner:
        raise FitError("two derivatives side by side do not meet")
    if len(of) + len(by) == 2 and (view.mode.layout == DENOMINATOR if of else view.mode.layout == NUMERATOR):
        axes = [*by, *of] if of else by[::-1]
    else:
        axes = [*of, *by]
    row = len(axes) == 1 and _is_row(ordered[0].of if of else ordered[-1].by, view, NUMERATOR if by else DENOMINATOR)
    subscripts = ",".join(
        "A" + "".join(codes[letters[at, dim]] for dim in one.value.dims).replace("A", "")
        for at, one in enumerate(ordered)
    )
    result = "A" + "".join(codes[name] for name in (*typed, *axes))
    arrays = [one.value.array for one in ordered]
    array: Array = np.einsum(f"{subscripts}->{result}", *arrays, optimize=len(arrays) > 1)
    marks = apart((*(_axis_of(classes[name]) for name in typed), *(classes[name] for name in axes)))
    name = view.make(array, marks, row=row)
    index: Placed = (*(Index(((letter, 1),)) for letter in typed), *(None for _ in axes))
    return Ref(name, index or None)


def _is_row(name: str, view: View, turned: str) -> bool:
    """Whether a derivative with the axis of a name is a row: as that is, or in the layout that has ``turned`` it."""
    if view.mode.layout == OWN:
        return name in view.scope.names and view.scope.names[name].row
    return view.mode.layout == turned


def _typed(run: Sequence[_Factor]) -> set[str]:
    return {dim for one in run for dim, role in zip(one.value.dims, one.roles, strict=True) if role == _LETTER}

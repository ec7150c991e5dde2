"""The chain rule as it is written: ``dL/dy dy/dz`` side by side is summed over the axes of y, whatever its layout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from tutor.marking.implied_sums import Summed
from tutor.notation.lower.environment import Env
from tutor.notation.scope import Scope
from tutor.notation.tree import Bin, Binder, Chain, Fold, Index, Jacobian, Lettered, Neg, Node, Num, Part, Ref, Size
from tutor.notation.tree_walks import children, rebuild
from tutor.problems.contract.target import Target

_SPARE = "ijklpqrs"


class _Link(NamedTuple):
    """A derivative in a chain: the names of what it is of and by (or nothing), and the axes of each that do not run."""

    node: Ref | Jacobian
    of: str
    of_axes: tuple[str, ...]
    by: str
    by_axes: tuple[str, ...]


def contracted(tree: Node, targets: Mapping[str, Target], env: Env, *, added: bool = False) -> Iterator[Summed]:
    """A product of derivatives, each by what the next is of, as the sum over the entries of what they share.

    Numbers may stand beside them; all else is no chain. Nothing if no array is shared. ``added`` says that the product
    is added to something: then its axes are by the names that they have there.
    """
    if isinstance(tree, Neg | Lettered):
        for found in contracted(tree.body, targets, env, added=added):
            yield Summed(rebuild(tree, (found.tree,)), found.letters)
        return
    if isinstance(tree, Fold) and tree.kind in ("sum", "mean") and tree.binders:
        for found in contracted(tree.body, targets, env, added=added):
            yield Summed(rebuild(tree, (found.tree,)), found.letters)
        return
    if isinstance(tree, Bin) and tree.op in "+-":
        sides = [next(contracted(side, targets, env, added=True), None) for side in (tree.left, tree.right)]
        if any(sides):
            parts = [found.tree if found else side for found, side in zip(sides, (tree.left, tree.right), strict=True)]
            letters = dict.fromkeys(letter for found in sides if found for letter in found.letters)
            yield Summed(rebuild(tree, tuple(parts)), tuple(letters))
        return
    factors, scope = list(_factors(tree)), env.scope
    numbers = [factor for factor in factors if _is_number(factor, targets, scope)]
    derivatives = [factor for factor in factors if isinstance(factor, Ref | Jacobian) and factor not in numbers]
    if len(derivatives) < 2 or len(numbers) + len(derivatives) < len(factors):
        return
    links = [link for node in derivatives if (link := _link(node, targets, env)) is not None]
    if len(links) < len(derivatives) or not all(_follow(*pair, scope) for pair in pairwise(links)):
        return
    places = _letters([links[0].of_axes, *(link.by_axes for link in links)], scope, ends_first=added)
    shared = tuple(letter for own in places[1:-1] for letter in own)
    indexed = [_at(link, own + others, scope) for link, own, others in zip(links, places, places[1:], strict=False)]
    product: list[Node] = list(numbers)
    product += [link for link in indexed if link is not None]
    if shared and None not in indexed:
        binders = tuple(map(Binder, shared))
        yield Summed(Fold("sum", binders, Chain(tuple(product)), None), shared)


def diagonals(tree: Node, env: Env) -> Iterator[Summed]:
    """A formula in which every diagonal Jacobian that is a factor of an entrywise product is its diagonal."""
    found = _diagonal(tree, env, inside=False)
    if found != tree:
        yield Summed(found, ())


def _diagonal(node: Node, env: Env, *, inside: bool) -> Node:
    """``inside`` says that the node is a factor of an entrywise product."""
    if isinstance(node, Jacobian):
        way = next((way for way in node.ways if way.running == env.running), None)
        return node._replace(along=True) if inside and way is not None and way.diagonal is not None else node
    parts = children(node)
    if not parts:
        return node
    product = isinstance(node, Chain) or (isinstance(node, Bin) and node.op in "*⊙")
    return rebuild(node, tuple(_diagonal(part, env, inside=product) for part in parts))


def _link(node: Ref | Jacobian, targets: Mapping[str, Target], env: Env) -> _Link | None:
    if isinstance(node, Jacobian):
        way = next((way for way in node.ways if way.running == env.running), None)
        if way is None or way.free:
            return None
        axes = [tuple(axis for _, axis, _ in marks) for marks in (way.of, way.by)]
        return _Link(node, node.of, axes[0], node.source.by.name, axes[1])
    target = targets[node.name]
    if not target.is_derivative or not target.whole or node.index:
        return None
    of, by = (_still(name, env.scope) for name in (target.of, target.by))
    return _Link(node, target.of, of, target.by, by)


def _still(name: str, scope: Scope) -> tuple[str, ...]:
    """The axes of a quantity that do not run."""
    axes = scope.names[name].axes if name in scope.names else ()
    return tuple(axis for axis in axes if axis not in scope.axes.running)


def _follow(first: _Link, second: _Link, scope: Scope) -> bool:
    """Whether one derivative is by what the next is of; an expression is told by its axes."""
    classes = [tuple(map(scope.axes.class_of, axes)) for axes in (first.by_axes, second.of_axes)]
    return first.by == second.of if second.of else classes[0] == classes[1]


def _is_number(node: Node, targets: Mapping[str, Target], scope: Scope) -> bool:
    """Whether a factor is a number or the name of one, and no derivative."""
    if isinstance(node, Ref):
        return not scope.names[node.name].axes and not (node.name in targets and targets[node.name].is_derivative)
    return isinstance(node, Num | Size)


def _factors(node: Node) -> Iterator[Node]:
    if isinstance(node, Chain):
        for item in node.items:
            yield from _factors(item)
    elif isinstance(node, Bin) and node.op in "*⊙@":
        yield from _factors(node.left)
        yield from _factors(node.right)
    else:
        yield node


def _letters(boundaries: list[tuple[str, ...]], scope: Scope, *, ends_first: bool) -> list[tuple[str, ...]]:
    """A letter for each of these axes, all different: its own where it is free."""
    taken = {*scope.axes.running}
    found: dict[int, tuple[str, ...]] = {}
    last = len(boundaries) - 1
    for at in sorted(range(last + 1), key=lambda one: ends_first and 0 < one < last):
        own = []
        for axis in boundaries[at]:
            letter = next((one for one in (axis, *_SPARE) if one not in taken), f"{axis}'")
            taken.add(letter)
            own.append(letter)
        found[at] = tuple(own)
    return [found[at] for at in range(last + 1)]


def _at(link: _Link, letters: tuple[str, ...], scope: Scope) -> Node | None:
    """A derivative at letters of what it is of and then of what it is by; None if it has other axes."""
    places = [Index(((letter, 1),)) for letter in letters]
    if isinstance(link.node, Jacobian):
        return Part(link.node, tuple(places)) if places else link.node
    axes = scope.names[link.node.name].axes
    rest = iter(places)
    index = tuple(None if axis in scope.axes.running else next(rest, Index()) for axis in axes)
    fits = len(letters) == sum(axis not in scope.axes.running for axis in axes)
    return Ref(link.node.name, index or None, link.node.column) if fits else None

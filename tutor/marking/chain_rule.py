"""The chain rule as it is written: ``dL/dy dy/dz`` side by side is summed over the axes of y, whatever its layout."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from tutor.marking.implied_sums import Summed
from tutor.notation.scope import Scope
from tutor.notation.tree import Bin, Binder, Chain, Fold, Index, Neg, Node, Num, Ref, Size, rebuild
from tutor.problems.contract.target import Target

_SPARE = "ijklpqrs"


def contracted(tree: Node, targets: Mapping[str, Target], scope: Scope) -> Iterator[Summed]:
    """A product of derivatives, each by what the next is of, as the sum over the entries of what they share.

    Numbers may stand beside them; all else is no chain. Nothing if no array is shared.
    """
    if isinstance(tree, Neg):
        for found in contracted(tree.body, targets, scope):
            yield Summed(rebuild(tree, (found.tree,)), found.letters)
        return
    factors = list(_factors(tree))
    links = [factor for factor in factors if isinstance(factor, Ref)]
    if len(links) < 2 or not all(isinstance(factor, Ref | Num | Size) for factor in factors):
        return
    chain = [targets[link.name] for link in links]
    if not all(target.is_derivative and target.whole for target in chain) or any(link.index for link in links):
        return
    if any(first.by != second.of for first, second in pairwise(chain)):
        return
    quantities = [chain[0].of, *(target.by for target in chain)]
    letters = _letters(quantities, scope)
    shared = tuple(letter for own in letters[1:-1] for letter in own)
    indexed = [_at(link, own + others, scope) for link, own, others in zip(links, letters, letters[1:], strict=False)]
    product: list[Node] = [factor for factor in factors if not isinstance(factor, Ref)]
    product += [link for link in indexed if link is not None]
    if shared and None not in indexed:
        binders = tuple(map(Binder, shared))
        yield Summed(Fold("sum", binders, Chain(tuple(product), links[0].column), None, links[0].column), shared)


def _factors(node: Node) -> Iterator[Node]:
    if isinstance(node, Chain):
        for item in node.items:
            yield from _factors(item)
    elif isinstance(node, Bin) and node.op in "*⊙@":
        yield from _factors(node.left)
        yield from _factors(node.right)
    else:
        yield node


def _letters(quantities: list[str], scope: Scope) -> list[tuple[str, ...]]:
    """A letter for each axis of each quantity that does not run, all of them different: its own where it is free."""
    taken = {*scope.axes.running}
    found = []
    for name in quantities:
        own = []
        for axis in scope.names[name].axes if name in scope.names else ():
            if axis in scope.axes.running:
                continue
            letter = next((one for one in (axis, *_SPARE) if one not in taken), f"{axis}'")
            taken.add(letter)
            own.append(letter)
        found.append(tuple(own))
    return found


def _at(link: Ref, letters: tuple[str, ...], scope: Scope) -> Ref | None:
    """A derivative at letters of what it is of and then of what it is by; None if it has other axes."""
    axes = scope.names[link.name].axes
    rest = iter(letters)
    index = tuple(None if axis in scope.axes.running else Index(((next(rest, ""), 1),)) for axis in axes)
    fits = len(letters) == sum(axis not in scope.axes.running for axis in axes)
    return Ref(link.name, index or None, link.column) if fits else None

"""Sums of which an array keeps one term an entry: code that assigns where it should add.

``dE[w] += dX`` adds once where a label repeats, and ``=`` in a loop keeps what came last. Which term that is depends on
the data, so that no formula tells it: the terms are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from tutor.errors import TutorError
from tutor.marking.mistakes.edits.edit_sites import Put, is_upstream, sites
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Array
from tutor.notation.scope import Declared
from tutor.notation.tree import Bin, Fold, Index, Node, Ref
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import evaluated

_KEPT = "kept terms"


def kept_terms(tree: Node, axes: tuple[str, ...], env: Env) -> Iterator[tuple[str, Array]]:
    """Codes, and what the formula comes to where each of its sums in turn, or all of it, keeps its last or first term.

    The mean of the terms that are there is among them: a sum that is divided by how often a label occurs.
    """
    for node, put, _ in sites(tree):
        for fold, whole in _one_letter(node, put) if isinstance(node, Fold) and node.kind == "sum" else ():
            for code, kept in _KINDS:
                yield from _with_kept(fold, whole, axes, env, code, kept)
    terms = list(_terms(tree))
    if len(terms) > 1 and any(isinstance(part, Fold) for part, _, _ in sites(tree)):
        yield from _of_all(terms, axes, env)


def in_place_of_what_arrives(
    tree: Node, axes: tuple[str, ...], env: Env, problem: Problem
) -> Iterator[tuple[str, Array]]:
    """Codes, and what a formula comes to where of a gradient that it sums up only the last or the first entry is there.

    In its place may also be ones: windows of what arrives are cut at the border, so that no formula leaves it out.
    """
    for node, put, _ in sites(tree):
        if not (isinstance(node, Ref) and is_upstream(node, problem)) or node.name not in env.arrays:
            continue
        array = env.arrays[node.name]
        letters = env.scope.names[node.name].axes
        summed = [at for at, letter in enumerate(letters, 1) if letter not in axes]
        for some in {*((at,) for at in summed), tuple(summed)} - {()}:
            for place in (-1, 0):
                mask = np.zeros(array.shape)
                mask[tuple(place if at in some else slice(None) for at in range(array.ndim))] = 1
                yield from _with_array(node, put, axes, env, "sum-missing", mask * array)
        if node.index:
            yield from _with_array(node, put, axes, env, "delta-missing", np.ones_like(array))


def _with_array(
    node: Ref, put: Put, axes: tuple[str, ...], env: Env, code: str, array: Array
) -> Iterator[tuple[str, Array]]:
    """The formula with another array in the place of a name."""
    scope = env.scope.naming({**env.scope.names, _KEPT: Declared(_KEPT, env.scope.names[node.name].axes)})
    there = env.but({**env.arrays, _KEPT: array}, scope=scope)
    try:
        yield code, evaluated(put(Ref(_KEPT, node.index)), axes, there)
    except (TutorError, KeyError, ValueError):  # the formula has other axes with it
        return


def _one_letter(node: Fold, put: Put) -> Iterator[tuple[Fold, Put]]:
    """A sum, and one over each of its letters of the sum over the others: a loop over places adds up the channels."""
    yield node, put
    if len(node.binders) > 1:
        for at, binder in enumerate(node.binders):
            inside = Fold("sum", (*node.binders[:at], *node.binders[at + 1 :]), node.body)
            yield Fold("sum", (binder,), inside), put


def _last(terms: Array) -> Array:
    """Along the last axis, the last entry that is not zero."""
    place = terms.shape[-1] - 1 - np.argmax((terms != 0)[..., ::-1], axis=-1)
    return np.take_along_axis(terms, place[..., None], -1)[..., 0]


def _first(terms: Array) -> Array:
    return _last(terms[..., ::-1])


def _mean(terms: Array) -> Array:
    """The mean of those that are not zero; where that is the last one as well, assigning is the likelier mistake."""
    mean = terms.sum(axis=-1) / np.maximum((terms != 0).sum(axis=-1), 1)
    return np.full_like(mean, np.nan) if np.allclose(mean, _last(terms), rtol=1e-9, atol=0) else mean


_KINDS: tuple[tuple[str, Callable[[Array], Array]], ...] = (
    ("sum-missing", _last),
    ("sum-missing", _first),
    ("mean-for-sum", _mean),
)


def _with_kept(
    node: Fold, put: Put, axes: tuple[str, ...], env: Env, code: str, kept: Callable[[Array], Array]
) -> Iterator[tuple[str, Array]]:
    try:
        letters, terms = _terms_of(node, env)
        array = _evaluated(put, letters, kept(terms), axes, env)
    except (TutorError, KeyError, ValueError):  # it is not summed along letters that can be told apart here
        return
    yield code, array


def _terms_of(node: Fold, env: Env) -> tuple[tuple[str, ...], Array]:
    """The letters that a sum leaves, and its terms: shape (points, *letters, terms), as a loop goes through them."""
    env.letters = {}
    body = evaluate(node.body, env)
    summed = [binder.letter for binder in node.binders]
    left = tuple(letter for letter in body.dims if letter not in summed)
    order = [0, *(body.dims.index(letter) + 1 for letter in (*left, *summed))]
    turned = body.array.transpose(order)
    return left, turned.reshape((*turned.shape[: 1 + len(left)], -1))


def _evaluated(put: Put, letters: tuple[str, ...], array: Array, axes: tuple[str, ...], env: Env) -> Array:
    """The formula with an array on some letters where a sum was."""
    scope = env.scope.naming({**env.scope.names, _KEPT: Declared(_KEPT, letters)})
    there = env.but({**env.arrays, _KEPT: array}, scope=scope)
    index = tuple(Index(((letter, 1),)) for letter in letters)
    return evaluated(put(Ref(_KEPT, index or None)), axes, there)


def _terms(node: Node) -> Iterator[Node]:
    """The terms of a sum, each with the factors that all of it has."""
    if isinstance(node, Bin) and node.op == "+":
        yield from _terms(node.left)
        yield from _terms(node.right)
    elif isinstance(node, Bin) and node.op in "*⊙":
        yield from (Bin(node.op, left, right) for left in _terms(node.left) for right in _terms(node.right))
    else:
        yield node


def _of_all(terms: list[Node], axes: tuple[str, ...], env: Env) -> Iterator[tuple[str, Array]]:
    """What is left where each term of a formula is put over those before it, entry by entry."""
    try:
        alone = [evaluated(term, axes, env) for term in terms]
        each = []
        for term, whole in zip(terms, alone, strict=True):
            kept = next(kept_terms(term, axes, env), None)
            each.append(kept[1] if kept else whole)
        points = max(map(len, each))
        stacked = np.stack([np.broadcast_to(one, (points, *one.shape[1:])) for one in each], -1)
    except (TutorError, KeyError, ValueError):
        return
    for left in (_last(stacked), _first(stacked)):
        if not any(np.array_equal(left, one) for one in alone):  # one path alone is another slip
            yield "path-replaced", left

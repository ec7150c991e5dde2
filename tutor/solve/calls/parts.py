"""Parts of arrays, arrays from parts, and other layouts as calls of NumPy: views where there can be."""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter
from typing import Any

import numpy as np

from tutor.solve.calls.calls import each, example
from tutor.solve.calls.emission import Emitter
from tutor.solve.calls.gathering import flat_entries
from tutor.solve.calls.reading import Place
from tutor.solve.graph.nodes import Node
from tutor.solve.memory.workspace import Letters
from tutor.solve.schedule import shift


def spread(emitter: Emitter, node: Node) -> None:
    """An array on more axes."""
    order = emitter.work.step_letters(emitter.work.memory.order(node))
    argument = node.args[0]
    found = emitter.work.array(argument, order) if argument.axes else emitter.work.scalar(argument)
    emitter.work.put(emitter.allocator.new(node), found)


def assembled(emitter: Emitter, node: Node) -> None:
    """Parts put into one array: before a loop those that are not computed in it."""
    work = emitter.work
    emitter.allocator.assembled(node)
    for at, part in enumerate(node.args):
        if work.memory.lies_in(part, node, at):
            continue
        if node in work.whole and not work.is_inside(part):
            with work.before_loop():
                _put_part(emitter, node, at)
        else:
            _put_part(emitter, node, at)


def _put_part(emitter: Emitter, node: Node, at: int) -> None:
    part, (_, letters) = node.args[at], emitter.work.lying(node)
    target = emitter.allocator.region_of(node, at)
    theirs = dict(zip(node.letters, [span.letter for span in node.attrs[at].spans], strict=True))
    if not part.axes:
        emitter.work.put(target, emitter.work.scalar(part))
        return
    # An axis on which the part has no letter gets one that nobody has, so that it is spread along it.
    emitter.work.put(target, emitter.work.array(part, tuple([theirs[letter] or f"no {letter}" for letter in letters])))


def read(emitter: Emitter, node: Node) -> None:
    """An array at places: a view of it, or of a copy with zeros around it."""
    letter, far = shift(node)
    base = node.args[0]
    if letter and letter == emitter.work.loop_letter:
        emitter.work.neighbours(node, base, far)
        return
    if emitter.work.memory.in_margin(node):
        emitter.work.look(node, *emitter.work.beyond(node))
        return
    found, own = emitter.work.lying(base)
    places = dict(zip(base.letters, node.attrs, strict=True))
    sizes = {axis.letter: axis.size for axis in node.axes}
    ends = [places[one].ends(sizes) for one in own]
    shape = example(found).shape
    low = [max(0, -first) for first, _ in ends]
    high = [max(0, last - size + 1) for (_, last), size in zip(ends, shape, strict=True)]
    if any(low) or any(high):
        found = _padded(emitter, node, found, own, low, high)
    start = [places[one].start + before for one, before in zip(own, low, strict=True)]
    letters = tuple(dict.fromkeys(term for one in own for term, _ in places[one].terms))

    terms = [len(places[one].terms) for one in own]
    if letters and max(terms) < 2 and sum(terms) == len(letters):
        index = dict(zip(own, _index(own, places, start, sizes), strict=True))
        emitter.work.look(node, each(found, itemgetter(tuple(index.values()))), letters)
        emitter.work.look_whole(node, index)
        return

    def view(array: Any) -> Any:
        steps = [
            sum(dict(places[one].terms).get(term, 0) * stride for one, stride in zip(own, array.strides, strict=True))
            for term in letters
        ]
        counts = [sizes[term] for term in letters] or [1]
        corner = array[tuple([slice(at, None) for at in start])]
        return np.lib.stride_tricks.as_strided(corner, counts, steps or [array.itemsize])

    emitter.work.look(node, each(found, view), letters)


def _index(own: Letters, places: Mapping[str, Place], start: list[int], sizes: dict[str, int]) -> tuple[Any, ...]:
    """As NumPy's index, where no axis is read by two letters."""
    index: list[Any] = []
    for letter, first in zip(own, start, strict=True):
        if not places[letter].terms:
            index.append(first)
            continue
        term, step = places[letter].terms[0]
        behind = first + step * sizes[term]
        index.append(slice(first, behind if behind >= 0 else None, step))
    return tuple(index)


def _padded(emitter: Emitter, node: Node, found: Any, own: Letters, low: list[int], high: list[int]) -> Any:
    """A copy with zeros around it, and what stands before the first entry."""
    shape = example(found).shape
    inner = tuple([slice(before, before + size) for before, size in zip(low, shape, strict=True)])
    whole = emitter.work.pool.zeros(tuple([a + size + b for a, size, b in zip(low, shape, high, strict=True)]))
    emitter.work.put(whole[inner], found)
    if len(node.args) == 2:
        base, outside = node.args
        at = own.index(base.letters[0])
        theirs = {place.letter: axis.letter for place, axis in zip(node.attrs, base.axes, strict=True)}
        here, letters = emitter.work.lying(outside)
        rest = [letter for letter in own if letter != base.letters[0]]
        order = [[theirs[letter] for letter in letters].index(letter) for letter in rest]
        index: list[Any] = list(inner)
        index[at] = low[at] - 1 if rest else slice(low[at] - 1, low[at])
        emitter.work.put(whole[tuple(index)], each(here, lambda one: one.transpose(order)) if rest else here)
    return whole


def reshaped(emitter: Emitter, node: Node) -> None:
    """An array with other axes in the same order."""
    letters = emitter.work.step_letters(node.attrs)
    own = emitter.work.step_letters(node.letters)
    sizes = {axis.letter: axis.size for axis in node.axes}
    shape = tuple([sizes[letter] for letter in own])
    emitter.work.look(node, emitter.work.flattened(node.args[0], letters, shape), own)


def gathered(emitter: Emitter, node: Node) -> None:
    """Entries at any places, which are looked up beforehand where they are the same at every solve."""
    base = emitter.work.array(node.args[0], node.args[0].letters)
    shape = tuple([axis.size for axis in node.args[0].axes])
    places = _places(emitter, node.args[1:], emitter.work.memory.order(node))
    out = emitter.allocator.new(node)
    if _is_fixed(node.args[1:]):
        emitter.work.call(_taken, base, flat_entries(places, shape), out)
    else:
        emitter.work.call(_picked, base, places, out)


def _places(emitter: Emitter, places: tuple[Node, ...], letters: Letters) -> list[Any]:
    return [emitter.work.array(one, letters) if one.axes else emitter.work.scalar(one) for one in places]


def _is_fixed(places: tuple[Node, ...]) -> bool:
    return all(one.op in ("table", "const") for one in places)


def _taken(base: Any, at: Any, out: Any) -> None:
    out[...] = np.where(at >= 0, base.reshape(-1)[np.maximum(at, 0)], 0)


def _picked(base: Any, places: list[Any], out: Any) -> None:
    _taken(base, flat_entries(places, base.shape), out)


def scattered(emitter: Emitter, node: Node) -> None:
    """Every entry added to the one at its place; several may have the same."""
    values, *places = node.args
    letters = emitter.work.step_letters(values.letters)
    found, at = emitter.work.array(values, letters), _places(emitter, tuple(places), letters)
    emitter.allocator.new(node)
    target = emitter.work.array(node, node.letters)
    if _is_fixed(tuple(places)):
        emitter.work.call(_added, found, flat_entries(at, target.shape), target)
    else:
        emitter.work.call(_added_at, found, at, target)


def _added(values: Any, at: Any, out: Any) -> None:
    total = np.zeros(out.size + 1, out.dtype)  # one more entry takes what is outside
    np.add.at(total, np.broadcast_to(at, values.shape).reshape(-1), values.reshape(-1))
    out[...] = total[:-1].reshape(out.shape)


def _added_at(values: Any, places: list[Any], out: Any) -> None:
    _added(values, flat_entries(places, out.shape), out)

"""Where a wrong array agrees with the right one, and where it does not: blocks, steps of time, rows, borders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tutor.derivation.words.step_words import listed
from tutor.marking.gradcheck.layouts import block_count
from tutor.marking.gradcheck.rows import Array
from tutor.marking.verdict import Diagnosis
from tutor.notation.tree import Ref
from tutor.notation.tree_walks import walk
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed

Mask = npt.NDArray[np.bool_]
_MOST_LISTED = 4
"""Places of an axis up to which each is named."""


class Axis(NamedTuple):
    """An axis of an array: what it is called, and how many blocks stand along it, which may have names."""

    name: str
    blocks: int = 0
    named: tuple[str, ...] = ()


def axes_of(problem: Problem, letters: Sequence[str]) -> list[Axis]:
    """The axes of an array of a problem."""
    counts = {letter: block_count(problem, letter) for letter in letters}
    return [
        Axis(letter, counts[letter], tuple(_names_of_blocks(problem, letter, counts[letter]))) for letter in letters
    ]


def where_it_differs(got: Array, wanted: Array, tolerance: float, axes: Sequence[Axis] = ()) -> Diagnosis | None:
    """Which blocks or places of an array differ where others agree; nothing where it differs all over."""
    axes = axes or [Axis(f"axis {at + 1}") for at in range(got.ndim)]
    if got.shape != wanted.shape or got.ndim != len(axes):
        return None
    off = np.abs(got - wanted) > tolerance * float(np.max(np.abs(wanted), initial=0.0))
    if not off.any() or off.all():
        return None
    return next(_told(axes, off, got), None)


def _told(axes: Sequence[Axis], off: Mask, got: Array) -> Iterator[Diagnosis]:
    places = np.argwhere(off)
    if len(places) == 1 and off.size > 2:
        at = ",".join(str(int(place) + 1) for place in places[0])
        yield Diagnosis("place", f"Only the entry [{at}] is wrong; all others agree.")
    for place, axis in enumerate(axes):
        if axis.blocks and off.shape[place] % axis.blocks == 0:
            along = [bool(block.any()) for block in np.split(off, axis.blocks, place)]
            if any(along) and not all(along):
                yield Diagnosis("block", _blocks(along, axis))
    for place, axis in enumerate(axes):
        along = [bool(wrong.any()) for wrong in np.moveaxis(off, place, 0)]
        if any(along) and not all(along):
            yield Diagnosis("place", _places(along, axis.name, _is_zero_where(got, place, along)))
    yield from _of_two_axes([axis.name for axis in axes], off)


# -- blocks --------------------------------------------------------------------------------------------------------


def _blocks(off: Sequence[bool], axis: Axis) -> str:
    agree, differ = ([at for at, wrong in enumerate(off) if wrong is kind] for kind in (False, True))
    if axis.named:
        text = [listed([axis.named[at] for at in places]) for places in (agree, differ)]
    else:
        text = [
            f"block{'s' * (len(places) > 1)} {listed([str(at + 1) for at in places])}" for places in (agree, differ)
        ]
    return f"Along {axis.name}, {text[0]} agree{'s' * (len(agree) == 1)}, {text[1]} differ{'s' * (len(differ) == 1)}."


def _names_of_blocks(problem: Problem, letter: str, count: int) -> list[str]:
    """What the blocks of an axis make, one value each, ``i``, ``f``, ``o``, ``g``; empty where that is not so."""
    found: dict[int, str] = {}
    for value in problem.values if count else ():
        blocks = {block for node in walk(parsed(problem)[value.name].tree) if isinstance(node, Ref)
                  for block in _blocks_read(problem, node, letter)}  # fmt: skip
        if len(blocks) == 1 and (block := blocks.pop()) not in found:
            found[block] = problem.display(value.name)
    return [found[block] for block in range(count)] if count and found.keys() == set(range(count)) else []


def _blocks_read(problem: Problem, node: Ref, letter: str) -> Iterator[int]:
    """The blocks of an axis that a name is read in: 2 for ``b[2H+h]``, where blocks have the size H."""
    axes = problem.scope.names[node.name].axes if node.name in problem.scope.names else ()
    for axis, index in zip(axes, node.index or (), strict=False):
        if axis == letter and index is not None and not index.const:
            sizes = [times for term, times in index.terms if term.isupper()]
            if len(index.terms) - len(sizes) == 1 and len(sizes) <= 1:
                yield sum(sizes)


# -- places along an axis ------------------------------------------------------------------------------------------


def _is_zero_where(got: Array, axis: int, off: Sequence[bool]) -> bool:
    """Whether an array is zero at all places of an axis where it differs."""
    return not np.compress(off, got, axis).any()


def _places(off: Sequence[bool], letter: str, zero: bool) -> str:
    """Which places of an axis differ, in as few words as tell it."""
    agree, differ = ([at + 1 for at, wrong in enumerate(off) if wrong is kind] for kind in (False, True))
    length = len(off)
    if differ == [1, length] and length > 2:
        which = f"the first and the last of {length} places"
    elif len(differ) == 1 or (len(differ) <= _MOST_LISTED and len(differ) <= len(agree)):
        which = f"{_numbered(differ)} of {length}"
    elif agree == [1, length]:
        return f"Along {letter}, only the first and the last of {length} places agree."
    elif len(agree) <= _MOST_LISTED:
        rest = "all others are zero" if zero else "all others differ"
        return f"Along {letter}, only {_numbered(agree)} of {length} agree{'s' * (len(agree) == 1)}; {rest}."
    elif differ == list(range(differ[0], differ[-1] + 1)):
        which = f"places {differ[0]} to {differ[-1]} of {length}"
    else:
        return f"Along {letter}, {len(differ)} of {length} places differ."
    verb = ("is" if len(differ) == 1 else "are") + " zero" if zero else f"differ{'s' * (len(differ) == 1)}"
    return f"Along {letter}, only {which} {verb}; all others agree."


def _numbered(places: Sequence[int]) -> str:
    return f"place{'s' * (len(places) > 1)} {listed([str(place) for place in places])}"


# -- two axes together -----------------------------------------------------------------------------------------------


def _of_two_axes(letters: Sequence[str], off: Mask) -> Iterator[Diagnosis]:
    """Borders, diagonals and triangles of the two last axes."""
    if off.ndim < 2 or min(off.shape[-2:]) < 3:
        return
    flat = off.reshape(-1, *off.shape[-2:]).any(axis=0)
    rows, columns = np.indices(flat.shape)
    border = (rows == 0) | (rows == flat.shape[0] - 1) | (columns == 0) | (columns == flat.shape[1] - 1)
    regions = [("the border", border)]
    if flat.shape[0] == flat.shape[1]:
        diagonal = [("the diagonal", rows == columns), ("what is right of the diagonal", columns > rows)]
        regions += [*diagonal, ("what is left of the diagonal", columns < rows)]
    for name, region in regions:
        if not (flat & ~region).any():
            yield Diagnosis("place", f"Over {letters[-2]} and {letters[-1]}, only {name} differs; all else agrees.")
        elif not (flat & region).any():
            yield Diagnosis("place", f"Over {letters[-2]} and {letters[-1]}, only {name} agrees; all else differs.")

"""Gradients that are right in another layout than the network's: transposed, blocks in another order, stacked.

PyTorch's `nn.Linear` keeps its weight as (out, in), `nn.LSTM` stacks its gates as i, f, g, o, Keras as i, f, c, o.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import permutations
from typing import NamedTuple

import numpy as np

from tutor.marking.gradcheck.rows import Array, Row
from tutor.marking.mistakes.large_gradients import close
from tutor.marking.verdict import Diagnosis
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.contract.target import gradient_id
from tutor.problems.instances.given_layout import is_weight

TRANSPOSED, BLOCKS, STACKED = "transposed", "blocks", "stacked"
_MOST_AXES = 4
_MOST_BLOCKS = 12
_MOST_PARTS = 32
_DERIVED = re.compile(r"\s*(\d+)\s*\*?\s*[A-Z]\s*|\s*[A-Z]\s*\*\s*(\d+)\s*")


class Layout(NamedTuple):
    """A layout in which an array agrees: its ``kind``, the sentence, and the order of the axes."""

    kind: str
    note: str
    order: tuple[int, ...]


class GivenLayout(NamedTuple):
    """The layout of the given arrays, which gradients share: which were ``transposed``, and in which ``order`` the
    blocks along the axis ``letter`` are to be taken."""

    transposed: tuple[str, ...] = ()
    letter: str = ""
    order: tuple[int, ...] = ()

    def in_order(self, problem: Problem, name: str, array: Array) -> Array:
        """An array in the network's layout of axes with its blocks in the network's order."""
        letters = letters_of(problem, name)
        if self.letter not in letters or array.ndim != len(letters):
            return array
        axis = letters.index(self.letter)
        if array.shape[axis] % len(self.order):
            return array
        blocks = np.split(array, len(self.order), axis)
        return np.concatenate([blocks[place] for place in self.order], axis)

    def as_network(self, problem: Problem, name: str, array: Array) -> Array:
        """An array that has this layout, in the network's."""
        return self.in_order(problem, name, array.T if name in self.transposed and array.ndim == 2 else array)

    def kind(self, problem: Problem, name: str) -> str:
        """In which way an array of this layout differs from the network's; empty where it does not."""
        if self.letter and self.letter in letters_of(problem, name):
            return BLOCKS
        return TRANSPOSED if name in self.transposed else ""

    def sentence(self, problem: Problem, name: str) -> str:
        """What is said of a gradient that is compared in this layout."""
        letters = letters_of(problem, name)
        said = f"transposed, [{','.join(letters[::-1])}] as {name} was given" if name in self.transposed else ""
        if self.kind(problem, name) == BLOCKS:
            places = _numbers(list(self.order))
            blocks = f"the blocks along {self.letter} taken in the order {places}, as those of the given arrays"
            said = f"{said}, {blocks}" if said else blocks
        return f"in another layout: {said}"


def other_layout(
    problem: Problem, name: str, got: Array, wanted: Array, tolerance: float, *, trusted: bool
) -> Layout | None:
    """The other layout in which an array agrees.

    Where its shape is that of the network's layout as well, another order of entries is a mistake unless the layout is
    ``trusted``: because of the array's name in a library, or because other arrays have it.
    """
    if got.ndim != wanted.ndim or not 1 <= got.ndim <= _MOST_AXES:
        return None
    letters = letters_of(problem, name)
    for order in permutations(range(wanted.ndim)):
        turned = wanted.transpose(order)
        same = order == tuple(range(wanted.ndim))
        if turned.shape != got.shape or (wanted.shape == got.shape and not trusted):
            continue
        if not same and close(got, turned, tolerance):
            return Layout(TRANSPOSED, _turned_sentence(problem, name, letters, order), order)
        for axis, count in _block_axes(problem, [letters[place] for place in order]):
            found = _order_of_blocks(got, turned, axis, count, tolerance)
            if found:
                blocks = f"its {count} blocks along {letters[order[axis]]} are here those of places {_numbers(found)}"
                also = f"{_turned_sentence(problem, name, letters, order)}, and " if not same else ""
                note = f"{also or 'right in another layout: '}{blocks} (nn.LSTM stacks i, f, g, o; Keras i, f, c, o)"
                return Layout(BLOCKS, note, order)
    return None


def _turned_sentence(problem: Problem, name: str, letters: tuple[str, ...], order: tuple[int, ...]) -> str:
    axes = ",".join(letters[place] for place in order)
    weight = len(order) == 2 and name in problem.quantities and is_weight(problem, name)
    library = ", as nn.Linear keeps its weight (out, in)" if weight else ""
    what = "transposed" if len(order) == 2 else "its axes in another order"
    return f"right in another layout: {what}, [{axes}] where {problem.id} has {name}[{','.join(letters)}]{library}"


def letters_of(problem: Problem, name: str) -> tuple[str, ...]:
    """The axes of a quantity, or of what only a gradient is asked by."""
    if name in problem.quantities:
        return problem.quantities[name].letters
    step = problem.steps_by_id.get(gradient_id(problem, name))
    return problem.axes_of(step) if isinstance(step, Step) else ()


def _block_axes(problem: Problem, letters: list[str]) -> Iterator[tuple[int, int]]:
    """The axes that hold several blocks of one size, and how many."""
    for axis, letter in enumerate(letters):
        count = block_count(problem, letter)
        if count:
            yield axis, count


def block_count(problem: Problem, letter: str) -> int:
    """How many blocks of one size an axis holds, by its size's formula, ``4*H``; 0 where it holds none."""
    match = _DERIVED.fullmatch(problem.derived.get(letter.upper(), ""))
    count = int(match[1] or match[2]) if match else 0
    return count if 2 <= count <= _MOST_BLOCKS else 0


def _order_of_blocks(got: Array, wanted: Array, axis: int, count: int, tolerance: float) -> list[int] | None:
    """Which of the wanted blocks stands at each place of what was got, if each stands at one."""
    if got.shape[axis] % count:
        return None
    scale = tolerance * float(np.max(np.abs(wanted), initial=0.0))
    blocks = np.split(wanted, count, axis)
    found = []
    for part in np.split(got, count, axis):
        equal = [at for at, block in enumerate(blocks) if at not in found and (np.abs(part - block) <= scale).all()]
        if not equal:
            return None
        found.append(equal[0])
    return found if found != sorted(found) else None


def _numbers(places: list[int]) -> str:
    return ", ".join(str(place + 1) for place in places)


# -- several arrays in one -------------------------------------------------------------------------------------


class _Part(NamedTuple):
    """A stretch of a stacked array: the array that it is, or those that it might have been, and where it ends."""

    names: tuple[str, ...]
    end: int
    right: bool


def stacked(key: str, got: Array, arrays: Mapping[str, Array], tolerance: float, *, least: int = 2) -> Row | None:
    """The row of an array that holds several of the right ones, one after the other along an axis, or transposed.

    One of them may be wrong; the row says which. None where fewer than ``least`` are found.
    """
    if not 1 <= got.ndim <= 2 or not np.isfinite(got).all():
        return None
    for axis in range(got.ndim):
        for turned in (False, True) if got.ndim == 2 else (False,):
            pool = {name: array.T if turned else array for name, array in arrays.items() if array.ndim == got.ndim}
            parts = _parts(got, axis, 0, pool, tolerance, missed=False)
            if parts and sum(part.right for part in parts) >= least and len(parts) <= _MOST_PARTS:
                return _stacked_row(key, got, axis, parts, turned=turned, pool=pool)
    return None


def _parts(
    got: Array, axis: int, start: int, pool: Mapping[str, Array], tolerance: float, *, missed: bool
) -> list[_Part] | None:
    """The stretches from ``start`` on, of which one may be none of the arrays that are left."""
    if start == got.shape[axis]:
        return []
    fitting = {}
    for name, array in pool.items():
        end = start + array.shape[axis]
        if end <= got.shape[axis] and _beside(array.shape, axis) == _beside(got.shape, axis):
            fitting[name] = end
    for name, end in fitting.items():
        if close(_stretch(got, axis, start, end), pool[name], tolerance):
            rest = {other: array for other, array in pool.items() if other != name}
            after = _parts(got, axis, end, rest, tolerance, missed=missed)
            return None if after is None else [_Part((name,), end, True), *after]
    for end in sorted(set(fitting.values())) if not missed else ():
        after = _parts(got, axis, end, pool, tolerance, missed=True)
        if after is not None:
            used = {name for part in after for name in part.names}
            return [
                _Part(tuple(name for name in fitting if fitting[name] == end and name not in used), end, False),
                *after,
            ]
    return None


def _beside(shape: tuple[int, ...], axis: int) -> tuple[int, ...]:
    return shape[:axis] + shape[axis + 1 :]


def _stretch(array: Array, axis: int, start: int, end: int) -> Array:
    return array[start:end] if axis == 0 else array[:, start:end]


def _stacked_row(
    key: str, got: Array, axis: int, parts: list[_Part], *, turned: bool, pool: Mapping[str, Array]
) -> Row:
    right = [part.names[0] for part in parts if part.right]
    how = f"{', transposed' if turned else ''}, along axis {axis + 1}"
    error, start = 0.0, 0
    said: tuple[Diagnosis, ...] = ()
    for part in parts:
        if part.right:
            off = np.abs(_stretch(got, axis, start, part.end) - pool[part.names[0]])
            error = max(error, float(off.max()) / (float(np.abs(pool[part.names[0]]).max()) or 1.0))
        else:
            which = part.names[0] if len(part.names) == 1 else "one block"
            place = f"{start + 1} to {part.end} along axis {axis + 1}"
            said = (Diagnosis("block", f"{', '.join(right)} agree, {which} differs (entries {place})."),)
            error = float("inf")
        start = part.end
    if said:
        return Row(key, False, error, None, None, None, said, note=f"stacked{how}", layout=STACKED)
    one = "in another layout" if len(right) == 1 else "stacked in one array"
    return Row(key, True, error, None, None, None, note=f"right: {', '.join(right)} {one}{how}", layout=STACKED)

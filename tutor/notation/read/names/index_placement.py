"""Written indices: from their text to an ``Index``, and from a list of them to the axes of a name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tutor.notation.characters import SUBSCRIPTS, spread
from tutor.notation.errors import NotationError
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.names.name_lookup import plain
from tutor.notation.read.names.scripts import listed
from tutor.notation.scope import Declared, Scope
from tutor.notation.tree import Index, Placed, Ref

MAX_TERMS = 3
_TERM = lazily(r"([+-]?)(\d{0,4})(?:(?<=\d)\*(?=[A-Za-z]))?([A-Za-z]'*|)")
_LABELLED = lazily(r"([A-Za-z][A-Za-z0-9]*)(?:_\{?(\w+)\}?)?(?:\[(.*)\])?(?:\^\(([A-Za-z])\))?([+-]\d{1,4})?")
_LISTED = lazily(r"(?:\[|_\{|_\()([^\[\]{}()]*)[\]})]")
_ALL_SMALL = frozenset(SUBSCRIPTS)
_SMALL = lazily(f"[{''.join(SUBSCRIPTS)}]+")
_RAISED = str.maketrans(SUBSCRIPTS)
_SHIFTED = lazily(r"\s*([a-z])\s*[+-]\s*\d+\s*")
_BRACKETED = lazily(r"[^()+-]*(?:[+-](?:\([^()]+\)|[^()+-]+))+")
_IN_BRACKETS = lazily(r"([+-])\(([^()]+)\)")
_OPPOSITE = str.maketrans("+-", "-+")
_ONE_BY_ONE = lazily(r"[A-Za-z]'*|\d|:")


def shifted(indices: Iterable[str]) -> set[str]:
    """The letters of indices that are shifted: ``t`` of ``t-1``."""
    moved = (index for index in indices if "+" in index or "-" in index)
    return {found[1] for found in map(_SHIFTED.fullmatch, moved) if found}


def shifted_in(texts: Iterable[str]) -> set[str]:
    """The letters that are shifted in the indices of names in some formulas: ``H[t-1]``, ``H_{t-1}``, ``Hₜ₋₁``."""
    plain = (_on_the_line(spread(text)[0]) for text in texts)
    return shifted(index for text in plain for listed in _LISTED.findall(text) for index in listed.split(","))


def _on_the_line(text: str) -> str:
    """A text with small letters and digits as subscripts in braces."""
    if _ALL_SMALL.isdisjoint(text):
        return text
    return _SMALL.sub(lambda run: f"_{{{run[0].translate(_RAISED)}}}", text)


def split(text: str, axes: int) -> list[str]:
    """The indices in a subscript: by commas if there are any, else letter by letter and digit by digit."""
    if "," in text:
        return listed(text)
    if "+" in text or "-" in text or (text.isdecimal() and axes != len(text)):
        return [text]
    found: list[str] = _ONE_BY_ONE.findall(text)
    return found if "".join(found) == text else [text]


def read(text: str, name: str, column: int) -> Index:
    """One index: ``i``, ``t-1``, ``u+r-1``, ``3``, ``T-1``. Raises NotationError for anything else."""
    terms: dict[str, int] = {}
    const, position = 0, 0
    if "(" in text:
        text = _opened(text)
    while position < len(text):
        found = _TERM.match(text, position)
        if found is None or not (found[2] or found[3]) or (position and not found[1]):
            raise _not_an_index(text, name, column)
        sign = -1 if found[1] == "-" else 1
        count = int(found[2]) if found[2] else 1
        if not found[3]:
            const += sign * count
        else:
            terms[found[3]] = terms.get(found[3], 0) + sign * count
        position = found.end()
    if len(terms) > MAX_TERMS or not text:
        raise _not_an_index(text, name, column)
    return Index(tuple((letter, count) for letter, count in terms.items() if count), const)


def _opened(text: str) -> str:
    """An index without the brackets of its differences: ``i-(u-1)`` is ``i-u+1``; of others they stay."""
    if not _BRACKETED.fullmatch(text):
        return text

    def flat(found: re.Match[str]) -> str:
        inside = found[2] if found[2][0] in "+-" else f"+{found[2]}"
        return inside if found[1] == "+" else inside.translate(_OPPOSITE)

    return _IN_BRACKETS.sub(flat, text)


def place(declared: Declared, items: list[str], upper: str, scope: Scope, column: int) -> Placed:
    """Lay written indices onto the axes of a name: a full list in order, part of one by letter.

    ``upper`` is an index that was written above, ``x_i^(n)``: it belongs to the running axis.
    """
    axes = declared.axes
    if not axes:
        raise NotationError(f"{declared.name} is a single number and takes no index", column)
    if len(items) == 1 and not upper and len(axes) != 1 and items[0] not in scope.labels:
        items = split(items[0], len(axes))
    indices = [None if item == ":" else _item(item, declared.name, scope, column) for item in items]
    found = _placed(indices, read(upper, declared.name, column) if upper else None, axes, scope)
    if found is None:
        raise _miscounted(declared, len(indices) + bool(upper), column)
    placed = tuple(_from_the_end(index, axis, scope) for axis, index in zip(axes, found, strict=False))
    for axis, index in zip(axes, placed, strict=False):
        if index is not None and index.is_number:
            _check_inside(declared, axis, index, scope, column)
    return placed


def _item(item: str, name: str, scope: Scope, column: int) -> Index:
    """One index, which may be a label."""
    found = _LABELLED.fullmatch(item) if scope.labels else None
    if found:
        base, sub, bracket, upper, more = found.groups()
        known = plain(base, scope) or plain(f"{base}_{sub}", scope)
        letter = len(base) == 1 and not (sub or bracket or upper) and base.upper() in scope.axes.sizes
        if known in scope.labels and not letter:
            declared = scope.names[known]
            scripts = (
                listed(bracket) if bracket else split(sub, len(declared.axes)) if sub and plain(base, scope) else []
            )
            index = place(declared, scripts, upper or "", scope, column) if scripts or upper else None
            return Index((), int(more or 0), label=Ref(known, index))
    return read(item, name, column)


def _from_the_end(index: Index | None, axis: str, scope: Scope) -> Index | None:
    """An index along time that begins with its size, ``H_T`` or ``H[T-1]``, counts from the last step."""
    if index is None or len(index.terms) != 1 or index.terms[0][1] != 1:
        return index
    letter = index.terms[0][0].lower()
    classes = {scope.axes.class_of(letter), scope.axes.class_of(axis)}
    ends = letter in scope.axes.time and letter != index.terms[0][0] and len(classes) == 1
    return Index((), index.const, last=True) if ends else index


def _placed(found: list[Index | None], upper: Index | None, axes: tuple[str, ...], scope: Scope) -> Placed | None:
    """The index of each axis, or None if the list is too long, or too short to say."""
    indices = [index for index in found if index is not None]
    if len(indices) < len(found):  # a colon stands for a bare axis, so the list is in order
        return tuple(found) if len(found) == len(axes) and upper is None else None
    if upper is not None:
        return _with_upper(upper, indices, axes, scope)
    if len(indices) == 1 and tuple(axes) in scope.axes.pairs.values():
        flat = _unflattened(indices[0], axes, scope)
        if flat is not None:
            return flat
    if len(indices) == len(axes):
        return _in_order(indices, axes, scope)
    placed = _by_letter(indices, axes, scope, [None] * len(axes))
    if placed is None and len(indices) == 1 and indices[0].letter and tuple(axes) in scope.axes.pairs.values():
        return (indices[0],)  # z1_p, the positions counted by one letter
    return placed


def _with_upper(upper: Index, others: list[Index], axes: tuple[str, ...], scope: Scope) -> Placed | None:
    letter = upper.terms[0][0] if upper.terms else ""
    running = [position for position, axis in enumerate(axes) if axis in scope.axes.running]
    placed: list[Index | None] = [None] * len(axes)
    if letter in axes:
        placed[axes.index(letter)] = upper
    elif running:
        placed[running[0]] = upper
    else:
        return _by_letter([*others, upper], axes, scope, placed)
    rest = [position for position, index in enumerate(placed) if index is None]
    if len(rest) == len(others):
        for position, index in zip(rest, others, strict=True):
            placed[position] = index
        return tuple(placed)
    return _by_letter(others, axes, scope, placed)


def _in_order(indices: list[Index], axes: tuple[str, ...], scope: Scope) -> Placed:
    """A full list is positional, but a running letter written out of order goes home by name."""
    for position, index in enumerate(indices):
        letter = index.terms[0][0] if len(index.terms) == 1 else ""
        if letter in scope.axes.running and letter in axes and axes[position] != letter:
            rest = [other for other in indices if other is not index]
            home = axes.index(letter)
            return (*rest[:home], index, *rest[home:])
    return tuple(indices)


def _by_letter(indices: list[Index], axes: tuple[str, ...], scope: Scope, placed: list[Index | None]) -> Placed | None:
    for index in indices:
        position = _home(index, axes, scope, placed)
        if position is None:
            return None
        placed[position] = index
    return tuple(placed)


def _home(index: Index, axes: tuple[str, ...], scope: Scope, placed: list[Index | None]) -> int | None:
    """Where one of few indices belongs: by letter or size; numbers and neighbours to time; else the one axis left."""
    free = [position for position, taken in enumerate(placed) if taken is None]
    if index.label is not None:
        picks = scope.axes.class_of(scope.names[index.label.name].picks)
        return next((position for position in free if scope.axes.class_of(axes[position]) == picks), None)
    letters = {letter for letter, _ in index.terms}
    for position in free:
        if axes[position] in letters or axes[position].upper() in letters:
            return position
    timed = [position for position in free if axes[position] in scope.axes.time]
    if timed and (not letters or (len(index.terms) == 1 and index.const)):
        return timed[0]
    still = [position for position in free if axes[position] not in scope.axes.running]
    if len(still) == 1:
        return still[0]
    return free[0] if len(free) == 1 else None


def _unflattened(index: Index, axes: tuple[str, ...], scope: Scope) -> Placed | None:
    """One number for a flattened pair of axes, counted row by row."""
    width = scope.axes.size_along(axes[1])
    if not index.is_number or not width or index.const < 1:
        return None
    row, column = divmod(index.const - 1, width)
    return (Index((), row + 1), Index((), column + 1))


def _check_inside(declared: Declared, axis: str, index: Index, scope: Scope, column: int) -> None:
    """An entry must exist at the instance; entry 0 is what stands before the first step of time."""
    lowest = 0 if axis in scope.axes.time else 1
    size = scope.axes.size_along(axis)
    if size is not None and not lowest <= index.const <= size:
        raise NotationError(f"{declared.name} has {size} entries along {axis}; {index.const} is outside", column)


def _miscounted(declared: Declared, count: int, column: int) -> NotationError:
    axes = ",".join(declared.axes)
    noun_axes = "axis" if len(declared.axes) == 1 else "axes"
    noun = "index" if count == 1 else "indices"
    return NotationError(f"{declared.name} has {noun_axes} [{axes}], {count} {noun} given", column)


def _not_an_index(text: str, name: str, column: int) -> NotationError:
    shown = text if len(text) <= 20 else text[:19] + "…"
    return NotationError(f"`{shown}` at column {column} is not an index of {name}", column)

"""The text of a network file for a reading of a page: what is given with its axes, and the formulas as typed."""

from __future__ import annotations

import re

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.own_network.axes import names as by_name
from tutor.submission.own_network.axes.readings import Reading
from tutor.submission.own_network.forward.equations import Equation
from tutor.submission.own_network.forward.formulas import Formula, Forward
from tutor.submission.own_network.roles import CONSTANT, IN_COLUMNS, INPUT, ONE_HOT, TARGET, WEIGHTS, roles

_ARGUMENT = lazily(r"\(\s*([a-z])\s*(?:\\right\s*)?\)\s*\Z")
_LAYER = lazily(r"\^\s*\{?\s*\(\s*\d")
_BELOW = lazily(r"\s*_\s*(?:\{[^{}]*\}|\w)")
_POOL = "nihkdcompqrsuvwxyzabfgjlet"


def file_of(forward: Forward, reading: Reading) -> str:
    """The text of a network file; empty where nothing of it can learn, or there are too many axes."""
    found = roles(forward, reading)
    letters = _letters(forward, reading)
    if not found or letters is None:
        return ""
    lines = ["title The forward equations of the page"]
    sized = _named_sizes(reading, letters)
    for role in (INPUT, WEIGHTS, TARGET, CONSTANT):
        listed = []
        for name, one in found.items():
            if one.role != role:
                continue
            own = _own(reading, letters, name, sized)
            sample = one.sample
            if sample in (ONE_HOT, IN_COLUMNS):
                sample = f"{ONE_HOT} {own[0 if sample == IN_COLUMNS else -1].partition('=')[0]}"
            row = "row " if name in reading.axes.rows and len(own) == 1 else ""
            listed.append(f"{row}{name}{'[' + ','.join(own) + ']' if own else ''} {sample}".strip())
        if listed:
            lines.append(f"{role} {', '.join(listed)}")
    sizes = _sizes(reading, letters)
    if sizes:
        lines.append(f"sizes {', '.join(sizes)}")
    if forward.loss:
        lines.append(f"loss {_written(forward.formulas[-1])}")
    else:
        output = _written(forward.formulas[-1])
        others = [f"{own} for {name}" for name, own in forward.arriving]
        lines.append(f"upstream {', '.join((f'd{output} for {output}', *others))}")
    lines += [_function(one, reading) for one in forward.functions]
    lines += [f"{_left(one)} = {one.equation.right}" for one in forward.formulas]
    return "\n".join(lines) + "\n"


def _function(equation: Equation, reading: Reading) -> str:
    """A function as typed; its argument by another letter where a quantity of the network is called by that one."""
    text = f"{equation.left} = {equation.right}"
    argument = _ARGUMENT.search(equation.left)
    if argument is None or argument[1] not in reading.shapes:
        return text
    other = next(letter for letter in _POOL if letter not in _heads(reading) and not _alone(letter).search(text))
    return _alone(argument[1]).sub(other, text)


def _alone(letter: str) -> re.Pattern[str]:
    """Where a letter stands by itself."""
    return re.compile(rf"(?<![A-Za-z\\_]){letter}(?![A-Za-z_])")


def _left(formula: Formula) -> str:
    """The left side of a formula as typed; with indices in brackets where the number of a layer is before them."""
    letters = [index.letter if index is not None else "" for index in formula.left.index or ()]
    if not letters or not all(letters) or not _LAYER.search(formula.equation.left):
        return formula.equation.left
    return f"{_BELOW.sub('', formula.equation.left).strip()}[{','.join(letters)}]"


def _written(formula: Formula) -> str:
    """What a formula defines, as a network file calls it."""
    return formula.name if formula.left.index else formula.equation.name


def _letters(forward: Forward, reading: Reading) -> dict[int, str] | None:
    """A letter for every axis: what it is written by, else one that nothing is called."""
    axes = reading.axes
    roots = list(dict.fromkeys(axes.root(axis) for shape in reading.shapes.values() for axis in shape))
    wanted = sorted(
        ((count, letter, root) for root in roots for letter, count in axes.votes(root).items()), reverse=True
    )
    found: dict[int, str] = {}
    for _, letter, root in wanted:
        if root not in found and letter not in found.values() and len(letter) == 1 and letter.islower():
            found[root] = letter
    for root in roots:
        size = axes.size(root)
        if root not in found and size and size not in found.values():
            found[root] = size
    taken = {*found.values(), *map(axes.size, roots)} | _heads(reading) | forward.running
    free = [letter for letter in _POOL if letter not in taken]
    for root in roots:
        if root not in found:
            if not free:
                return None
            found[root] = free.pop(0)
    return found


def _heads(reading: Reading) -> set[str]:
    """The letters that names begin with: an axis of that letter would be read in ``h_1``."""
    return {by_name.base_of(name).lower() for name in reading.shapes}


def _named_sizes(reading: Reading, letters: dict[int, str]) -> dict[str, str]:
    """The letters of axes whose size goes by another letter: ``i`` of d where a sum over i ends at D."""
    sizes = {letter: reading.axes.size(root) for root, letter in letters.items()}
    return {letter: size for letter, size in sizes.items() if size and size != letter and size not in letters.values()}


def _own(reading: Reading, letters: dict[int, str], name: str, sized: dict[str, str]) -> list[str]:
    """The axes of a name as they are declared; the second of one size has a letter of its own.

    What the first in the file says of how it is ``sized`` holds for all, and is taken out of there.
    """
    found: list[str] = []
    for axis in reading.shapes[name]:
        letter = letters[reading.axes.root(axis)]
        if any(one.partition("=")[0] == letter for one in found):
            used = {*letters.values(), *(one.partition("=")[0] for one in found)} | _heads(reading)
            letter = f"{next((one for one in _POOL if one not in used), letter)}={letter}"
        elif letter in sized:
            letter = f"{letter}={sized.pop(letter)}"
        found.append(letter)
    return found


def _sizes(reading: Reading, letters: dict[int, str]) -> list[str]:
    """The sizes of concatenations: as long as their parts together."""
    found = []
    for root, letter in letters.items():
        parts = reading.axes.lists.get(root)
        if parts:
            found.append(f"{letter.upper()}={'+'.join(letters[reading.axes.root(one)].upper() for one in parts)}")
    return list(dict.fromkeys(found))

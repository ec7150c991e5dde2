"""One derivation with one slip in it, and what may be chosen from when it is asked about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from random import Random
from typing import Any, NamedTuple

import numpy as np

from tutor.errors import TutorError
from tutor.marking.mistakes.mutant_table import Mutants
from tutor.marking.mistakes.planned_edits import FIT
from tutor.marking.mistakes.step_mutants import mutants_of
from tutor.marking.mistakes.value_table import best
from tutor.notation.lower.index_form.expressions import NoFormError
from tutor.notation.tree import Node
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.instances.formula_values import compute, parsed
from tutor.problems.instances.instance import Instance
from tutor.study.find.asked import BY_SHAPES
from tutor.study.find.code_slips import OF_CODE, SHORT
from tutor.study.find.code_statements import COMMENT, as_program
from tutor.study.find.kinds import others
from tutor.study.find.line_text import as_code, as_code_with_shapes, as_formula, as_shapes
from tutor.study.find.lines import Line, differs, lines_around
from tutor.study.find.loop_slips import LoopSlip, loop_slips
from tutor.study.find.misfits import LEAVE_SHAPES, cannot_be, lines_of_code, misfits, told_apart
from tutor.study.find.slips import has_gates, lines_with_slips, slips

SEEN_AT = (1, 2)
"""Seeds at which a slip must show in the value of its line, as it must at the textbook's numbers."""
OPTIONS = 4
AS_CODE = 0.5
"""The share of derivations that are written as NumPy code, of those that can be."""


class Item(NamedTuple):
    """A derivation at an instance in which the line ``wrong``, from 0, has a slip of the kind ``code``.

    ``kinds`` are the kinds to choose from, this one among them. ``numpy`` says that its lines are NumPy code, and
    ``by_shapes`` that the shapes alone give the line away: they stand in the place of numbers.
    """

    instance: Instance
    step: Step
    code: str
    lines: tuple[Line, ...]
    wrong: int
    kinds: tuple[str, ...]
    numpy: bool
    by_shapes: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """The lines as they are shown."""
        return tuple(line.text for line in self.lines)

    @property
    def takes_lines(self) -> bool:
        """Whether the wrong line is code that no one expression is: several lines, or one in a loop."""
        text = self.lines[self.wrong].text
        return "\n" in text or text.startswith(" ")


def items(instance: Instance) -> Iterator[Item]:
    """All items of an instance: one for each line and kind."""
    for step in lines_with_slips(instance.problem):
        for code in kinds_of(instance.problem, step):
            found = item(instance, step, code)
            if found is not None:
                yield found


def kinds_of(problem: Problem, step: Step) -> tuple[str, ...]:
    """The kinds of slips that may be put into a line."""
    of_code = [slip.code for slip in loop_slips(problem, step)]
    return tuple(dict.fromkeys([*(slip.code for slip in slips(problem, step)), *of_code]))


def kinds_by_shapes(problem: Problem, step: Step) -> tuple[str, ...]:
    """The kinds of slips that the shapes of a line give away, as they are asked for."""
    codes = dict.fromkeys((*(slip.code for slip in misfits(problem, step)), *lines_of_code(problem, step)))
    return tuple(f"{BY_SHAPES}{code}" for code in codes)


@lru_cache(maxsize=256)
def item(instance: Instance, step: Step, code: str) -> Item | None:
    """The item of a line and a kind, the same every time; None where no such slip shows and is told apart."""
    chance = Random(f"{instance.problem.log_id} {instance.seed} {step.id} {code}")
    if code.startswith(BY_SHAPES):
        return _by_shapes(instance, step, code.removeprefix(BY_SHAPES), chance)
    of_loop = next((slip for slip in loop_slips(instance.problem, step) if slip.code == code), None)
    if of_loop is not None:
        return _made(instance, step, code, of_loop.tree, chance, of_loop)
    trees = [slip.tree for slip in slips(instance.problem, step) if slip.code == code]
    chance.shuffle(trees)
    return next((found for tree in trees if (found := _made(instance, step, code, tree, chance)) is not None), None)


def _made(
    instance: Instance, step: Step, code: str, tree: Node, chance: Random, of_loop: LoopSlip | None = None
) -> Item | None:
    try:
        told = _kinds(mutants_of(instance.problem, step.id), code, tree, chance)
        if told is None or not all(_shows(one, step.id, tree) for one in (*_witnesses(instance.problem), instance)):
            return None
        if of_loop is not None:
            lines, numpy = _with_loop(instance, step.id, of_loop, chance), True
        else:
            lines, numpy = _lines(instance, step.id, tree, chance)
    except TutorError:
        return None
    wrong = next(at for at, line in enumerate(lines) if line.step == step.id)
    return Item(instance, step, code, tuple(lines), wrong, told, numpy)


def _by_shapes(instance: Instance, step: Step, code: str, chance: Random) -> Item | None:
    """A derivation with the first slip of this kind by which a line cannot be at the sizes of an instance."""
    wrong_code = lines_of_code(instance.problem, step).get(code, "")
    trees = [slip.tree for slip in misfits(instance.problem, step) if slip.code == code]
    if wrong_code:
        right = parsed(instance.problem)[step.id].tree
        tree = right if told_apart(instance, step.id, right) else None
    else:
        tree = next((tree for tree in trees if cannot_be(instance, step.id, tree)), None)
    if tree is None:
        return None
    write = as_code_with_shapes if wrong_code else as_shapes
    try:
        lines = lines_around(instance, step.id, tree, write, chance, carry_on=False)
    except TutorError:
        return None
    wrong = next(at for at, line in enumerate(lines) if line.step == step.id)
    if wrong_code:
        shape = lines[wrong].text.rpartition(COMMENT)[2]
        lines[wrong] = lines[wrong]._replace(text=f"{wrong_code}{COMMENT}{shape}")
    fitting = others(code, (), _shuffled(LEAVE_SHAPES, chance))
    kinds = tuple(_shuffled([code, *fitting[: OPTIONS - 1]], chance))
    return Item(instance, step, code, tuple(lines), wrong, kinds, numpy=bool(wrong_code), by_shapes=True)


def _lines(instance: Instance, step: str, tree: Node, chance: Random) -> tuple[list[Line], bool]:
    """The lines of a derivation, and whether they are code: every other time, where that can say it."""
    if chance.random() < AS_CODE:
        with suppress(TutorError):
            return as_program(instance.problem, lines_around(instance, step, tree, as_code, chance), step), True
    return lines_around(instance, step, tree, as_formula, chance), False


def _with_loop(instance: Instance, step: str, slip: LoopSlip, chance: Random) -> list[Line]:
    """The lines of a derivation as code, with a slip in the loop of one. Raises NoFormError where others share that."""
    right = parsed(instance.problem)[step].tree

    def write(problem: Problem, name: str, tree: Node, value: Any) -> str:
        return as_code(problem, name, right if name == step else tree, value)

    lines = lines_around(instance, step, slip.tree, write, chance)
    as_right = [line._replace(tree=right) if line.step == step else line for line in lines]
    lines = as_program(instance.problem, as_right, step)
    at = next(at for at, line in enumerate(lines) if line.step == step)
    shared = slip.code == SHORT and any(line.text.startswith(" ") for line in lines)
    if shared or slip.right not in lines[at].text:
        raise NoFormError(f"{slip.code} in a loop of several lines")
    text = lines[at].text.replace(slip.right, slip.wrong, 1)
    return [line if line.step != step else line._replace(tree=slip.tree, text=text) for line in lines]


def _kinds(mutants: Mutants, code: str, tree: Node, chance: Random) -> tuple[str, ...] | None:
    """The kinds to choose from; None where the values of a line are not explained by this kind first, or too few.

    No edit of a formula explains a slip that only code has: what has its values by chance is not offered.
    """
    step = mutants.step.id
    arrays = compute(mutants.problem, mutants.arrays, mutants.sizes, only={step}, replaced={step: tree})
    table = mutants.tables.get(FIT)
    same = table.find(np.broadcast_to(arrays[step], mutants.reference.shape)) if table is not None else []
    if code not in OF_CODE and (not same or best(same, step)[0].codes != (code,)):
        return None
    own = {mutant.codes[0] for mutant in mutants.fitting.mutants if mutant.place == step and len(mutant.codes) == 1}
    if not has_gates(mutants.problem):
        own.discard("gate-swapped")
    fitting = others(code, _codes(one.codes for one in same), _shuffled(own, chance))
    if len(fitting) < OPTIONS - 1:
        return None
    return tuple(_shuffled([code, *fitting[: OPTIONS - 1]], chance))


def _codes(several: Iterable[tuple[str, ...]]) -> set[str]:
    return {code for codes in several for code in codes}


def _shuffled(codes: Iterable[str], chance: Random) -> list[str]:
    found = sorted(set(codes))
    chance.shuffle(found)
    return found


@lru_cache(maxsize=32)
def _witnesses(problem: Problem) -> tuple[Instance, ...]:
    """The numbers at which a slip must show."""
    return tuple(problem.instance(seed=seed) for seed in (None, *SEEN_AT))


def _shows(instance: Instance, step: str, tree: Node) -> bool:
    """Whether the value of a wrong line is another one than the right one's, at a glance."""
    arrays = compute(instance.problem, instance.evaluated(), instance.sizes, only={step}, replaced={step: tree})
    return differs(arrays[step][0], instance.target(step)) and parsed(instance.problem)[step].tree != tree

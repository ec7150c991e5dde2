"""Every assignment of a page of code judged: right, wrong by itself, following from a wrong one, or not judged."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from tutor.marking.verdict import Diagnosis
from tutor.problems.instances.instance import Instance
from tutor.submission.code.assignments.comparison import TOLERANCE, factor_left_behind, is_known
from tutor.submission.code.assignments.judged_code import Judged, JudgedCode
from tutor.submission.code.assignments.occurrences import Place
from tutor.submission.code.assignments.page_names import is_gradient, key_of, plain
from tutor.submission.code.interpreter.run import run
from tutor.submission.code.interpreter.state import EVERY_TIME, EachTurn, Wanted
from tutor.submission.code.problem_pass.cause_behind import behind
from tutor.submission.code.problem_pass.diagnoses import Diagnoses, plain_verdict
from tutor.submission.code.problem_pass.handed_arrays import Layout, layouts
from tutor.submission.code.problem_pass.misfits import is_wrong, misfits
from tutor.submission.code.problem_pass.reading import Read, Reading
from tutor.submission.code.problem_pass.truth import GIVEN, GRADIENT, VALUE, Meaning, Truth
from tutor.submission.code.runtime.budget import STEPS
from tutor.submission.code.runtime.values import Unknown
from tutor.submission.code.syntax.program import Program
from tutor.submission.verdicts import DEFINES, FOLLOWS, NOT_JUDGED, RIGHT, WRONG

_SHAPES = Diagnosis("shape", "Its arrays have shapes that do not meet, so it cannot be run.")
_MOST_CAUSES = 12
ALL_STEPS = 3 * STEPS
_LEAST_RIGHT = 2
"""So many more wrong statements than right ones there may be, before the page is taken for another network's."""


class Judge:
    """One page at one instance, after so many steps of it.

    Names are matched as in gradcheck; arrays are handed in in the layout in which most of the page is right.
    """

    def __init__(self, instance: Instance, program: Program, steps: int = ALL_STEPS) -> None:
        self._instance, self._program = instance, program
        self._truth = Truth(instance)
        self._all_steps = self._steps = steps
        self._layout = Layout()
        self._instead: dict[tuple[int, str, int], Any] = {}
        """What is put in the place of statements that cannot be run."""
        self._causes: dict[tuple[Place, str], tuple[Read, Reading]] = {}
        """What is wrong in its own right, with the run in which all before it is right."""
        self._first, self._wrong_shapes = self._without_misfits(self._best_reading())
        self._verdicts = {one.id: plain_verdict(one) for one in self._first.read}
        self._failed = self._first.run.failed
        self._last = self._follow(self._first, self._verdicts)
        self._mended(self._last)
        self.plain = self._made(self._verdicts)
        """The verdicts, after what follows from wrong statements has been told from these, without the mistakes."""

    def explained(self) -> JudgedCode:
        """The verdicts with the mistakes: these take longer than all else."""
        diagnoses = Diagnoses(self._instance, self._first)
        causes = {key: diagnoses.of(*cause) for key, cause in self._causes.items()}
        return self._made(self._verdicts | causes | diagnoses.of_losses(self._last))

    def _made(self, verdicts: Mapping[tuple[Place, str], Judged]) -> JudgedCode:
        first, wrong_shapes = self._first, self._wrong_shapes
        found = tuple(verdicts.values())
        wrong = sum(one.verdict == WRONG for one in found)
        right = sum(one.verdict in (RIGHT, FOLLOWS) for one in found)
        if wrong > right + _LEAST_RIGHT:
            found = tuple(_of_another_network(one) for one in found)
        found = tuple(wrong_shapes.get((one.line, one.name), one) for one in found)
        places = {(one.line, one.column) for one in wrong_shapes.values()}
        failed = tuple(one for one in self._failed if (one.line, one.column) not in places)
        return JudgedCode(found, failed, first.run.stopped)

    def _without_misfits(self, reading: Reading) -> tuple[Reading, dict[Place, Judged]]:
        """The page with the truth in place of what cannot be run because shapes do not meet, and these statements.

        Where that is not borne out by the rest of the page, its arrays may have other shapes than those handed in.
        """
        found: dict[Place, Judged] = {}
        for one in misfits(reading):
            meaning = self._meaning(key_of(one.name))
            if meaning is None or self._steps <= 0:
                continue
            again, instead = reading, self._instead
            if not one.augmented:  # what is only added to goes into nothing else
                right = self._layout.array(self._instance, meaning.quantity, meaning.right)
                instead = {**instead, (one.failed.line, one.name, EVERY_TIME): EachTurn(right)}
                again = self._reading(self._layout, instead)
            if (one.augmented or again.score > reading.score) and is_wrong(one, again):
                reading, self._instead = again, instead
                failed, name = one.failed, key_of(one.name)
                found[failed.line, name] = Judged(
                    failed.line, failed.column, failed.text, name, WRONG, meaning.step, (_SHAPES,)
                )
        return reading, found

    def _meaning(self, name: str) -> Meaning | None:
        """What a name means; None where it means nothing of the network."""
        kind = GRADIENT if is_gradient(name) else VALUE
        quantity = self._truth.quantity(kind, name)
        return self._truth.meaning(kind, quantity) if quantity else None

    # -- runs ----------------------------------------------------------------------------------------------------

    def _best_reading(self) -> Reading:
        """The page with the arrays handed in in the layout in which most of it is right."""
        best: Reading | None = None
        whole: tuple[Layout, Reading] | None = None
        for layout in layouts(self._instance):
            if best is not None and self._steps < self._all_steps // 2:
                break
            found = self._reading(layout, {})
            if best is None or found.score > best.score:
                best, self._layout = found, layout
            if (best.is_clear and best.score[0]) or found.run.stopped:
                break
            whole = whole or ((layout, found) if not found.fails and found.score[2] else None)
        assert best is not None
        if best.fails and whole is not None and self._steps > 0:
            # Where the arrays are as the page has them, an early mistake spoils all that is made from it.
            layout, found = whole
            wrong = (one.compared for one in found.read if one.verdict == WRONG)
            first = next((one for one in wrong if one is not None), None)
            if first is not None and self._reading(layout, first.truths).score > best.score:
                best, self._layout = found, layout
        if self._truth.samples_first != self._layout.samples_first:
            self._truth = Truth(self._instance, samples_first=self._layout.samples_first)
        return self._scaled(best)

    def _scaled(self, best: Reading) -> Reading:
        """The page with its gradients in another scale, if more of it is right then.

        Many take the mean over samples with the gradients of weights alone, or have another one in their loss.
        """
        wrong = ((one.meaning, one.compared) for one in best.read if one.verdict == WRONG)
        kind, compared = next(((meaning.kind, one) for meaning, one in wrong if meaning and one), ("", None))
        factor = factor_left_behind(compared) if compared is not None and kind == GRADIENT else 1.0
        if factor == 1.0:
            return best
        first = self._layout.samples_first
        ways = [Truth(self._instance, values_scale=factor, samples_first=first)]
        if abs(best.loss_scale() / factor - 1) < TOLERANCE:
            ways.append(Truth(self._instance, factor, factor, samples_first=first))
        for truth in ways:
            found = best.beside(truth)
            weights = any(one.verdict == RIGHT and one.meaning and one.meaning.scale == 1 for one in found.gradients())
            if found.score[0] > best.score[0] + 1 and (weights or len(ways) > 1):
                best, self._truth = found, truth
        return best

    def _reading(self, layout: Layout, instead: Mapping[tuple[int, str, int], Any]) -> Reading:
        handed: set[str] = set()
        most = min(STEPS, max(self._steps, 1000))
        found = run(self._program, lambda wanted: self._resolved(wanted, layout, handed), instead=instead, steps=most)
        self._steps -= most - min(found.left, most)
        if self._truth.samples_first != layout.samples_first:
            self._truth = Truth(self._instance, samples_first=layout.samples_first)
        return Reading(found, self._truth, layout, handed)

    def _resolved(self, wanted: Wanted, layout: Layout, handed: set[str]) -> Any:
        """The array of the instance that a name means: a given one; of names from outside, any that is right."""
        key = key_of(wanted.name)
        outside = wanted.parameter or (isinstance(wanted.got, Unknown) and "not defined" in wanted.got.reason)
        looks_like_gradient = plain(key)[:1] in "d∂" or "grad" in key.lower()
        name = self._truth.quantity(GIVEN, key)
        if name and (outside or not looks_like_gradient):
            array = layout.array(self._instance, name, self._instance.given[name])
        elif outside and (name := self._truth.quantity(VALUE, key)):
            array = layout.array(self._instance, name, self._instance.values[name])
        elif outside and looks_like_gradient and (name := self._truth.quantity(GRADIENT, key)):
            array = layout.array(self._instance, name, self._truth.gradients[name])
        else:
            return wanted.got
        handed.add(plain(key))
        return np.array(array) if array.ndim else float(array)

    # -- what follows from what ----------------------------------------------------------------------------------

    def _mended(self, last: Reading) -> None:
        """Take from the run in which the truth is in the place of what is wrong what could not be run before."""
        still = {(one.line, one.reason) for one in last.run.failed}
        self._failed = tuple(one for one in self._failed if (one.line, one.reason) in still)
        unknown = {one.id for one in self._first.read if not is_known(one.statement)}
        for one in last.read:
            if one.id in unknown and self._verdicts[one.id].verdict == NOT_JUDGED and one.verdict in (RIGHT, DEFINES):
                self._verdicts[one.id] = plain_verdict(one)

    def _follow(self, reading: Reading, verdicts: dict[tuple[Place, str], Judged]) -> Reading:
        """Put the truth into the first wrong statement and run again, until nothing is wrong that is not explained.

        The last of these runs is handed out.
        """
        instead = dict(self._instead)
        own: set[tuple[Place, str]] = set()
        for _ in range(_MOST_CAUSES):
            wrong = [one for one in reading.read if one.verdict == WRONG and one.id not in own]
            if not wrong:
                return reading
            first = min(wrong, key=_since)
            meanings = (self._truth.meaning(GRADIENT, name) for name in self._truth.gradients)
            first = behind(first, wrong, reading, meanings, partial(self._again, instead)) or first
            own.add(first.id)
            if first.id in verdicts:
                alone = self._by_itself(first, wrong, instead)
                verdicts[first.id] = plain_verdict(alone)
                self._causes[first.id] = alone, reading
            truths = first.compared.truths if first.compared is not None else {}
            if not truths or self._steps <= 0:
                if not first.sign:
                    self._leave_open([one for one in wrong if one is not first], first, verdicts)
                    return reading
                continue
            other = {**instead, **reading.other_truths(first)} if reading.other_truths(first) else {}
            instead |= truths
            reading = self._reading(self._layout, instead)
            if other and any(one.verdict == WRONG and one.id not in own for one in reading.read):
                again = self._reading(self._layout, other)
                if again.score > reading.score:
                    reading, instead = again, other
            still = {one.id: one for one in reading.read if one.verdict != RIGHT}
            for one in wrong:
                if one is not first and one.id not in still and one.id in verdicts:
                    verdicts[one.id] = verdicts[one.id].replace(verdict=FOLLOWS, follows=first.statement.place[0])
        self._leave_open(wrong, first, verdicts)
        return reading

    def _again(
        self, instead: Mapping[tuple[int, str, int], Any], more: Mapping[tuple[int, str, int], Any]
    ) -> Reading | None:
        """The page with more put into it; None where no steps are left for that."""
        return self._reading(self._layout, {**instead, **more}) if self._steps > 0 else None

    def _by_itself(self, first: Read, wrong: list[Read], instead: Mapping[tuple[int, str, int], Any]) -> Read:
        """A wrong statement where all else that is wrong has been put right: with its own mistake alone."""
        others: dict[tuple[int, str, int], Any] = {}
        for one in wrong:
            if one is not first and one.compared is not None:
                others |= one.compared.truths
        if not others or self._steps <= 0:
            return first
        alone = self._reading(self._layout, {**instead, **others})
        return next((one for one in alone.read if one.id == first.id and one.verdict == WRONG), first)

    def _leave_open(self, wrong: list[Read], first: Read, verdicts: dict[tuple[Place, str], Judged]) -> None:
        for one in wrong:
            if one.id in verdicts and verdicts[one.id].verdict == WRONG and one is not first:
                reason = f"it may follow from line {first.statement.place[0]}"
                verdicts[one.id] = verdicts[one.id].replace(verdict=NOT_JUDGED, reason=reason)


def _since(one: Read) -> int:
    """When a wrong statement first went wrong: in a loop that may be later than a statement after it."""
    return one.compared.since if one.compared is not None else one.statement.first


def _of_another_network(one: Judged) -> Judged:
    if one.verdict not in (WRONG, FOLLOWS):
        return one
    return one.replace(verdict=NOT_JUDGED, diagnosis=(), follows=None, reason="most of the page is not this network's")

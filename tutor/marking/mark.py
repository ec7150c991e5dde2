"""Marking one answer: read it, decide whether it is right, and say what was wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.marking.choices import mark_choice
from tutor.marking.equivalence.decide import Same, close, decide, extremes, within
from tutor.marking.equivalence.sample_points import points_with
from tutor.marking.mistakes.diagnosis import diagnosis, explain_formula, explain_misfit
from tutor.marking.mistakes.product_repair import repair
from tutor.marking.numbers.mark_numbers import first_difference, mark_numbers
from tutor.marking.numbers.rounded_formulas import right_as_rounded
from tutor.marking.question import Question
from tutor.marking.verdict import ROW_NOTE, Diagnosis, Verdict, as_numbers, sentence
from tutor.notation.errors import FitError, LetterError, NotationError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.eval.number_types import extended_field
from tutor.notation.eval.numpy_arrays import Field
from tutor.notation.lower.align_to_target import Fitted, fit
from tutor.notation.lower.environment import TYPED_ROOM, Env
from tutor.notation.lower.value import Value
from tutor.notation.read.parser import parse
from tutor.notation.tree import Fold, Node, Ref, Size, is_numeric, names, walk
from tutor.notation.write.one_line import to_unicode
from tutor.problems.contract.step import Choice
from tutor.problems.instances.formula_values import environment

Array = npt.NDArray[Any]

SINGLE_NOTE = "Read with single numbers, as it is written for one input."
ROUNDED_NOTE = "Right for these numbers, as far as the rounded ones in it tell."
NEARLY = "It differs by next to nothing: look at the very small or very large number in it."


@np.errstate(all="ignore")
def mark(question: Question, text: str, earlier: Mapping[str, Array] | None = None) -> Verdict:
    """The verdict on ``text``. ``earlier`` holds the learner's own values of earlier steps, by id.

    Raises nothing for anything typed: what cannot be read is an ``invalid`` verdict.
    """
    if isinstance(question.step, Choice):
        return mark_choice(question.step, text)
    try:
        tree = parse(text, question.scope, listing=len(question.axes) == 1)
    except NotationError as error:
        return invalid(error)
    try:
        verdict = mark_numbers(question, tree, earlier or {}) if is_numeric(tree) else mark_formula(question, tree)
    except NotationError as error:
        verdict = invalid(error)
    return verdict.read(lambda: to_unicode(tree, question.problem.scope))


def invalid(error: NotationError) -> Verdict:
    """The verdict on what cannot be read."""
    return Verdict("invalid", column=error.column, diagnosis=(Diagnosis("invalid", error.reason),))


def mark_formula(question: Question, tree: Node) -> Verdict:
    """Formulas are compared at the points; as declared first, then with nothing running."""
    problem = question.problem
    misfit: FitError | None = None
    outcome: Same = "different"
    fits: list[Fitted] = []
    loose: list[Value] = []
    whole: tuple[str, ...] = ()
    for running in question.readings:
        env = environment(problem, question.points.arrays, question.points.sizes, room=TYPED_ROOM)
        env.running = running
        try:
            value = evaluate(tree, env)
        except FitError as error:
            misfit = error if misfit is None or isinstance(misfit, LetterError) else misfit
            continue
        try:
            fits.append(fit(value, question.axes, env))
        except FitError as error:
            misfit = error if misfit is None or isinstance(misfit, LetterError) else misfit
            loose.append(value)
            continue
        whole = () if running else whole_arrays(question, tree)
        outcome = compare(question, tree, fits[-1], running)
        if outcome != "different":
            break
    if outcome == "same":
        leant = sorted(names(tree) & question.later)
        if leant:
            reason = f"{leant[0]} comes later than {question.step.id}: use what is known so far"
            return Verdict("invalid", diagnosis=(Diagnosis("later", reason),))
        row = fits[-1].row and _column(question)
        return Verdict("correct", 1.0, note=ROW_NOTE if row else "", whole=whole)
    if problem.scalar_reading and loose and right_for_single_numbers(question, tree):
        return Verdict("correct", 1.0, note=SINGLE_NOTE)
    if right_at_these_sizes(question, tree):
        return Verdict("correct", 1.0, note=f"Right for {_sizes(question, tree)}.")
    if not names(tree) & question.later and right_as_rounded(question, tree):
        return Verdict("correct", 1.0, note=ROUNDED_NOTE)
    own = lru_cache(maxsize=1)(partial(at_instance, question, tree))
    if outcome == "open":
        message = "Too close to tell at the points that were tried; another way of writing it may help."
        return Verdict("undecided", diagnosis=(Diagnosis("undecided", message),), value=own)
    whole = whole if misfit is not None else ()
    if any(within(fitted.array, question.reference, question.margins) for fitted in fits):
        return Verdict("wrong", diagnosis=(Diagnosis("unrecognised", NEARLY),), whole=whole, value=own)
    if fits:
        explained = (explain_formula(question, fitted.array) for fitted in fits)
        found = next(filter(None, explained), ()) or (unexplained(question, own()),)
        return Verdict("wrong", diagnosis=found, whole=whole, value=own)
    found = next(filter(None, (explain_misfit(question, value) for value in loose)), ())
    if not found and (code := repair(question, tree)):
        found = (diagnosis(code),)
    if misfit is not None:
        said = sentence(misfit.reason)
        found = tuple(replace(d, message=f"{d.message} {said}") for d in found) or (Diagnosis(misfit.code, said),)
    return Verdict("wrong", diagnosis=found, value=own)


def whole_arrays(question: Question, tree: Node) -> tuple[str, ...]:
    """The letters that would run in the first reading of an answer, and that its names have axes for."""
    declared = question.problem.scope.names
    axes = {letter for name in names(tree) for letter in declared[name].axes}
    return tuple(letter for letter in question.problem.running if letter in axes)


def right_at_these_sizes(question: Question, tree: Node) -> bool:
    """Whether a formula written for the sizes of the instance is right there.

    Only for formulas that name single entries (``Y[3]``), or a number where the right one has a size: others that
    happen to be right at some sizes, such as a gradient handed on just once at T = 3, are mistakes.
    """
    entries = any(
        isinstance(part, Ref) and any(i is not None and not i.terms and not i.last for i in part.index or ())
        for part in walk(tree)
    )
    if not entries and (_has_size(tree) or not _has_size(question.tree)):
        return False
    points = points_with(question.problem, tuple(question.instance.sizes.items()))
    reference = points.arrays[question.step.id]
    for running in question.readings:
        env = environment(question.problem, points.arrays, points.sizes, room=TYPED_ROOM)
        env.running = running
        try:
            array = fit(evaluate(tree, env), question.axes, env).array
        except FitError:
            continue
        if close(np.broadcast_to(array, reference.shape), reference).all():
            return True
    return False


def _has_size(tree: Node) -> bool:
    return any(isinstance(part, Size) or (isinstance(part, Fold) and part.kind == "mean") for part in walk(tree))


def _sizes(question: Question, tree: Node) -> str:
    """The sizes that an answer for just these sizes depends on: ``T = 3``."""
    letters = [part.letter for part in walk(question.tree) if isinstance(part, Size)]
    for part in walk(tree):
        if isinstance(part, Ref) and part.index:
            axes = question.problem.scope.names[part.name].axes
            letters += [a.upper() for a, i in zip(axes, part.index, strict=False) if i is not None and not i.terms]
    sizes = question.instance.sizes
    return ", ".join(f"{letter} = {sizes[letter]}" for letter in dict.fromkeys(letters)) or "these sizes"


def right_for_single_numbers(question: Question, tree: Node) -> bool:
    """Whether a formula without index letters is right when every axis has one entry."""
    sizes, arrays = question.points.single()
    env = environment(question.problem, arrays, sizes, room=TYPED_ROOM)
    env.running = ()
    try:
        value = evaluate(tree, env)
    except FitError:
        return False
    reference = arrays[question.step.id]
    if set(value.dims) - set(value.axes) or value.array.size != reference.size:
        return False
    return bool(close(value.array.reshape(reference.shape), reference).all())


def unexplained(question: Question, value: Array | None) -> Diagnosis:
    """Where the answer differs, when nothing more is known."""
    if value is None:
        return Diagnosis("unrecognised", "I do not recognise this slip.")
    with np.errstate(all="ignore"):
        right = np.abs(value - question.exact) <= 1e-9 * np.abs(question.exact)
    if right.all():
        return Diagnosis("unrecognised", "It has the right value here, but not for other numbers and sizes.")
    return first_difference(right)


def _column(question: Question) -> bool:
    return not question.problem.scope.names[question.step.id].row


def compare(question: Question, tree: Node, fitted: Fitted, running: tuple[str, ...]) -> Same:
    """Whether the answer is the reference at all points, with more digits where floats leave it open."""
    typed = extremes(tree)
    doubt = question.doubtful or any(typed)
    if not doubt and within(fitted.array, question.reference, question.margins):
        return "same"
    points, step_id = question.points, question.step.id

    def around(arrays: dict[str, Array], field: Field) -> tuple[Env, Array]:
        env = environment(question.problem, arrays, points.sizes, field=field, room=TYPED_ROOM)
        env.running = running
        return env, question.asked(arrays[step_id])

    return decide(
        lambda env: question.asked(fit(evaluate(tree, env), question.axes, env).array),
        question.asked(fitted.array),
        question.asked(question.reference),
        lambda: around(points.extended(), extended_field()),
        lambda which, field: around(points.precise(which, field), field),
        believe=not typed.large,
        doubt=doubt,
    )


@np.errstate(all="ignore")
def at_instance(question: Question, tree: Node) -> Array | None:
    """The value of a formula at the instance, or None where it has none."""
    for running in question.readings:
        env = environment(question.problem, question.at_instance, question.instance.sizes, room=TYPED_ROOM)
        env.running = running
        try:
            array = fit(evaluate(tree, env), question.axes, env).array
        except (FitError, NotationError):
            continue
        return as_numbers(np.broadcast_to(array, (1, *question.shape))[0])
    return None

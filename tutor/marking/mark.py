"""Marking one answer: read it, decide whether it is right, and say what was wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import zip_longest
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.marking.choices import mark_choice
from tutor.marking.claim import Link, claims
from tutor.marking.equivalence.agreement import within
from tutor.marking.formula_answer import FormulaAnswer
from tutor.marking.inner_products import right_as_inner_product
from tutor.marking.layouts import other_layout
from tutor.marking.mistakes.diagnosis import diagnosis, explain_formula, explain_misfit
from tutor.marking.mistakes.product_repair import repair
from tutor.marking.numbers.mark_numbers import first_difference, mark_numbers
from tutor.marking.numbers.rounded_formulas import right_as_rounded
from tutor.marking.question import Question
from tutor.marking.special_readings import right_at_these_sizes, right_for_single_numbers, sizes_leant_on
from tutor.marking.verdict import ROW_NOTE, UNRECOGNISED, Diagnosis, Verdict, sentence
from tutor.marking.worked_derivatives import fixed_names
from tutor.notation.errors import NotationError
from tutor.notation.scope import Scope
from tutor.notation.tree import Jacobian, Lettered, Node
from tutor.notation.tree_shape import Shaped
from tutor.notation.tree_walks import is_numeric, walk
from tutor.notation.write.one_line import to_unicode
from tutor.problems.contract.step import Choice

Array = npt.NDArray[Any]

INNER_NOTE = "The dot was read as the inner product: nothing else fits."
SINGLE_NOTE = "Read with single numbers, as it is written for one input."
ROUNDED_NOTE = "Right for these numbers, as far as the rounded ones in it tell."
TOO_CLOSE = "Too close to tell at the points that were tried; another way of writing it may help."
MOST_SHOWN = 40
RIGHT_HERE = "It has the right value here, but not for other numbers and sizes."
NEARLY = "It differs by next to nothing: look at the very small or very large number in it."


@np.errstate(all="ignore")
def mark(question: Question, text: str, earlier: Mapping[str, Array] | None = None) -> Verdict:
    """The verdict on ``text``. ``earlier`` holds the learner's own values of earlier steps, by id.

    Raises nothing for anything typed: what cannot be read is an ``invalid`` verdict.
    """
    if isinstance(question.step, Choice):
        return mark_choice(question.step, text)
    try:
        links, about = claims(question, text)
    except NotationError as error:
        return invalid(error)
    verdicts: list[Verdict] = []
    for at, link in enumerate(links):
        verdicts.append(mark_link(question, link, earlier or {}))
        if verdicts[-1].kind == "wrong" and (inner := right_as_inner_product(question, link)):
            verdicts[-1] = Verdict("correct", 1.0, note=INNER_NOTE)
            links[at] = link._replace(shown=inner)
        if verdicts[-1].kind != "correct":
            break
    verdict = verdicts[-1]
    if about and verdict.kind == "wrong":
        return invalid(NotationError(f"this says what {about} is; {question.step.id} is asked for", 1))
    if len(links) > 1:
        verdict = in_chain(verdict, len(verdicts), [link.text.strip() for link in links])
    if verdict.reading and len(links) == 1:
        return verdict
    meant = [one.meant for one in verdicts]
    return verdict.read(lambda: echo(links, question.problem.scope, meant))


def echo(links: Sequence[Link], scope: Scope, meant: Sequence[Node | None] = ()) -> str:
    """The formulas of an answer as they were read, on one line; ``meant`` are the first of them where they say more."""
    left = [links[0].left] if links[0].left is not None else []
    shown = [_unlettered(tree) or link.shown for tree, link in zip_longest(meant, links)]
    return " = ".join(to_unicode(tree, scope) for tree in (*left, *shown))


def _unlettered(tree: Node | None) -> Node | None:
    return tree.body if isinstance(tree, Lettered) else tree


def mark_link(question: Question, link: Link, earlier: Mapping[str, Array]) -> Verdict:
    """The verdict on one formula that is claimed."""
    tree = link.tree
    try:
        if is_numeric(tree):
            return _explained(question, tree, mark_numbers(question, tree, earlier))
        if question.instance.is_textbook and link.left is None and link.shown is tree:
            return _of_shape(question, Shaped(tree))
        return _explained(question, tree, mark_formula(question, tree))
    except _PlacedError as found:
        return found.verdict
    except NotationError as error:
        return invalid(error)


class _PlacedError(Exception):
    """A verdict that may say where in the text something stands: true of no other text."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict


@lru_cache(maxsize=4096)
def _of_shape(question: Question, shaped: Shaped) -> Verdict:
    """The verdict on a formula however it was spelled, with how it was read. Raises _PlacedError where it differs.

    Many people give the same answers in other words, and reading one takes a third of the time of marking it. Instances
    of seeds are not kept here: each has arrays of its own.
    """
    tree = shaped.tree
    answer = FormulaAnswer(question, tree)
    verdict = _explained(question, tree, _first_verdict(answer))
    if answer.misfit is not None or verdict.kind in ("invalid", "undecided"):
        raise _PlacedError(verdict)
    return verdict.read(lambda: to_unicode(_unlettered(verdict.meant) or tree, question.problem.scope))


def _explained(question: Question, tree: Node, verdict: Verdict) -> Verdict:
    """What is wrong, unless a name is held fixed that is not, with the layout where that is it."""
    if verdict.kind != "wrong":
        return verdict
    if held := fixed_names(tree):
        return invalid(held_fixed(*held))
    return replace(verdict, diagnosis=other_layout(question, tree, verdict.diagnosis))


def held_fixed(name: str, by: str, column: int) -> NotationError:
    """The error for a local derivative of what depends on its variable through a name that is held fixed."""
    return NotationError(f"the derivative at column {column} holds {name} fixed, which depends on {by}", column)


def in_chain(verdict: Verdict, count: int, texts: list[str]) -> Verdict:
    """The verdict on a chain ``a = b = c``, that of its ``count``-th formula, and which one that is."""
    if verdict.kind == "correct" or not verdict.diagnosis:
        return verdict
    text = texts[count - 1]
    shown = text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"
    first, *others = verdict.diagnosis
    before = "What stands before it is right. " if count > 1 else ""
    where = f"{before}In `{shown}`{': ' + first.where if first.where else '.'}"
    return replace(verdict, diagnosis=(replace(first, where=where), *others))


def invalid(error: NotationError) -> Verdict:
    """The verdict on what cannot be read."""
    return Verdict("invalid", column=error.column, diagnosis=(Diagnosis("invalid", error.reason),))


def mark_formula(question: Question, tree: Node) -> Verdict:
    """The verdict of the first stage that has one; the last always has."""
    return _first_verdict(FormulaAnswer(question, tree))


def _first_verdict(answer: FormulaAnswer) -> Verdict:
    return next(verdict for stage in STAGES if (verdict := stage(answer)) is not None)


def _right(answer: FormulaAnswer) -> Verdict | None:
    if answer.outcome != "same" and answer.summed is None:
        return None
    if answer.later:
        reason = f"{answer.later[0]} comes later than {answer.question.step.id}: use what is known so far"
        return Verdict("invalid", diagnosis=(Diagnosis("later", reason),))
    question = answer.question
    if answer.summed is not None:
        return Verdict("correct", 1.0, summed=answer.summed.letters, meant=answer.summed.tree)
    row = answer.fits[-1].row and not question.is_row
    return Verdict("correct", 1.0, note=ROW_NOTE if row else "", whole=answer.whole)


def _right_for_single_numbers(answer: FormulaAnswer) -> Verdict | None:
    question = answer.question
    if question.problem.scalar_reading and answer.loose and right_for_single_numbers(question, answer.tree):
        return Verdict("correct", 1.0, note=SINGLE_NOTE)
    return None


def _right_at_these_sizes(answer: FormulaAnswer) -> Verdict | None:
    if right_at_these_sizes(answer.question, answer.tree):
        return Verdict("correct", 1.0, note=f"Right for {sizes_leant_on(answer.question, answer.tree)}.")
    return None


def _right_as_rounded(answer: FormulaAnswer) -> Verdict | None:
    if not answer.later and right_as_rounded(answer.question, answer.tree):
        return Verdict("correct", 1.0, note=ROUNDED_NOTE)
    return None


def _undecided(answer: FormulaAnswer) -> Verdict | None:
    if answer.outcome == "open":
        return Verdict("undecided", diagnosis=(Diagnosis("undecided", TOO_CLOSE),), value=answer.at_instance)
    return None


def _wrong(answer: FormulaAnswer) -> Verdict | None:
    """What fits the axes that are asked for is explained by its values."""
    if not answer.fits:
        return None
    question = answer.question
    whole = answer.whole if answer.misfit is not None else ()
    if any(within(fitted.array, question.reference, question.margins) for fitted in answer.fits):
        found: tuple[Diagnosis, ...] = (Diagnosis("unrecognised", NEARLY),)
    else:
        explained = (explain_formula(question, fitted.array) for fitted in answer.fits)
        found = next(filter(None, explained), ())
        if not found:
            found = (unexplained(question, answer.at_instance()),)
        elif question.instance.seed is None and _happens_to_be_right(question, answer.at_instance()):
            found = (replace(found[0], message=f"{found[0].message} {RIGHT_HERE}"), *found[1:])
    return Verdict("wrong", diagnosis=found, whole=whole, value=answer.at_instance)


def _misfit(answer: FormulaAnswer) -> Verdict:
    """What fits in no reading is explained by its values on the axes it has, or by what would make it fit.

    Derivatives that were worked out have the axes of both names: how somebody meant them to meet is not known.
    """
    question = answer.question
    if answer.misfit is not None and any(isinstance(part, Jacobian) for part in walk(answer.tree)):
        if held := fixed_names(answer.tree):
            return invalid(held_fixed(*held))
        reason = f"the derivatives in it do not meet here ({answer.misfit.reason}): write what they come to"
        return Verdict("invalid", diagnosis=(Diagnosis("invalid", reason),))
    found = next(filter(None, (explain_misfit(question, value) for value in answer.loose)), ())
    if not found and (code := repair(question, answer.tree)):
        found = (diagnosis(code),)
    if answer.misfit is not None:
        said = sentence(answer.misfit.reason)
        first, *others = found or (Diagnosis(answer.misfit.code, ""),)
        found = (replace(first, message=f"{first.message} {said}".lstrip()), *others)
    return Verdict("wrong", diagnosis=found, value=answer.at_instance)


STAGES: tuple[Callable[[FormulaAnswer], Verdict | None], ...] = (
    _right, _right_for_single_numbers, _right_at_these_sizes, _right_as_rounded, _undecided, _wrong, _misfit,
)  # fmt: skip


def unexplained(question: Question, value: Array | None) -> Diagnosis:
    """Where the answer differs, when nothing more is known."""
    if value is None:
        return UNRECOGNISED
    if _happens_to_be_right(question, value):
        return Diagnosis("unrecognised", RIGHT_HERE)
    return first_difference(_right_entries(question, value))


def _happens_to_be_right(question: Question, value: Array | None) -> bool:
    """Whether a wrong formula has the right value at the instance, as at round numbers and zeros."""
    return value is not None and bool(_right_entries(question, value).all())


@np.errstate(all="ignore")
def _right_entries(question: Question, value: Array) -> npt.NDArray[np.bool_]:
    return np.asarray(np.abs(value - question.exact) <= 1e-9 * np.abs(question.exact))

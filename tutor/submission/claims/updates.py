"""Updates of what is given: ``W ← W - η dL/dW``, ``W_{t+1} = W_t - ...``, ``W_1' = W_1 - ...``, ``ΔW = ...``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from tutor.errors import TutorError
from tutor.notation.characters import SUBSCRIPTS, SUPERSCRIPTS
from tutor.notation.errors import NotationError
from tutor.notation.tree import Bin, Binder, Chain, Derivative, Fold, Neg, Node, Ref
from tutor.notation.tree_walks import names, walk
from tutor.submission.claims.exercise import Exercise
from tutor.submission.claims.figures.numbers import has_decimals
from tutor.submission.claims.reader import Reader, Side
from tutor.submission.claims.sides.laid_out import DIFFERENT, SAME
from tutor.submission.claims.writing.spelling import Atom, atom_of, layer_of, respelled
from tutor.submission.statement import Link, Statement

ARROWS = frozenset({r"\leftarrow", "←", "<-", ":=", "+=", "-="})
RATE, NO_RATE, TURNED = "rate", "rate-missing", "sign"
"""What the step of an update is beside the gradient: a number times it, the gradient itself, or against it."""
_NEW = re.compile(r"new|next|neu|nuevo|updated|([a-z])\s*\+\s*1")
_OLD = re.compile(r"old|prev|alt|current")
_PRIME = re.compile(r"\s*(?:'|′|\^\s*\{?\s*(?:\\prime|'|\+|\*|\\ast)\s*\}?)\s*$")
_AT = re.compile(r"\s*\(\s*([a-z])\s*\+\s*1\s*\)\s*$")
_FONT = re.compile(r"\\(?:text|mathrm|textrm|rm|mathit|textit)(?![A-Za-z])")
_OTHER_RATES = re.compile(r"\\(?:lambda|gamma|(?:var)?epsilon|mu|rho|kappa|nu)(?![A-Za-z])|[λγεμρκν]")
_RUNS = tuple(
    (re.compile(f"[{''.join(map(re.escape, table))}]+"), sign, table)
    for sign, table in (("_", SUBSCRIPTS), ("^", SUPERSCRIPTS))
)


class Update(NamedTuple):
    """What an update says is new, the truth of it, and the id of the step that asks for it.

    ``slope`` is the gradient, ``step`` how far the right side goes against it.
    """

    truth: Side
    right: Side
    target: str
    slope: Side
    step: Side


def update_of(
    statement: Statement, link: Link, exercise: Exercise, read: Callable[[Reader, str, str], Node]
) -> Update | None:
    """The update that a link says; None where it says none of what is given. ``read`` reads a side in a layer."""
    typed = _with_plain_scripts(re.sub(r"^\\Delta\s*", "", statement.left))
    change = statement.left.startswith(r"\Delta")
    called = _AT.search(typed)  # W(t+1) = W(t) - ...
    atom = atom_of(_AT.sub("", _PRIME.sub("", typed)))
    if atom is None:
        return None
    plain, letter = _without_marks(atom, _NEW)
    letter = called[1] if called else letter
    stepped = plain != atom or called is not None
    arrow = link.relation in ARROWS or statement.links[0].relation in ARROWS
    layer = layer_of(plain.written())
    general = exercise.general.reader
    quantity = _given(plain, layer, exercise)
    if quantity is None or not exercise.problem.loss:
        return None
    loss, rate = exercise.problem.loss, exercise.rate

    def own(reader: Reader) -> Node:
        return read(reader, plain.written(), layer)

    def slope(reader: Reader) -> Node:
        by = own(reader)
        assert isinstance(by, Ref)
        return Derivative(Ref(loss), by)

    def truth(reader: Reader) -> Node:
        step = Chain((Ref(rate), slope(reader)))
        return Neg(step) if change else Bin("-", own(reader), step)

    def right(reader: Reader) -> Node:
        text = _OTHER_RATES.sub(lambda one: one[0] if _reads(reader, one[0]) else f" {rate} ", link.text)
        text = re.sub(rf"\(\s*{letter}\s*\)", "", text) if called else text
        text = respelled(_with_plain_scripts(text), lambda one: _as_plain(one, plain, letter))
        tree = read(reader, text, layer)
        return Bin(link.relation[0], own(reader), tree) if link.relation in ("+=", "-=") else tree

    def step(reader: Reader) -> Node:
        return Neg(right(reader)) if change else Bin("-", own(reader), right(reader))

    if not (change or arrow) and not _goes_on(quantity, right, exercise, stepped=stepped):
        return None
    own_tree = own(general)
    return (
        Update(truth, right, exercise.update_target(quantity.name), slope, step) if isinstance(own_tree, Ref) else None
    )


def added_up(statement: Statement, link: Link, exercise: Exercise, right: Side, left: Side) -> Side | None:
    """The sum over the steps of what is added to a gradient by a weight in each: ``dL/dW += δ_t x_t^T``; else None."""
    if link.relation != "+=" or link is not statement.links[0]:
        return None
    problem, reader = exercise.problem, exercise.general.reader
    try:
        gradient, tree = left(reader), right(reader)
    except NotationError:
        return None
    by = gradient.by.name if isinstance(gradient, Derivative) else _by(gradient)
    steps = [letter for letter in problem.scope.axes.time if letter in _letters(tree)]
    weights = {one.name for one in problem.given if not set(one.letters) & set(problem.scope.axes.time)}
    if by not in weights or len(steps) != 1:
        return None
    return lambda reader: Fold("sum", (Binder(steps[0]),), right(reader))


def _by(gradient: Node) -> str:
    return gradient.name.rpartition("/d")[2] if isinstance(gradient, Ref) and "/d" in gradient.name else ""


def _letters(tree: Node) -> set[str]:
    """The letters in the indices of a formula."""
    places = [place for part in walk(tree) if isinstance(part, Ref) for place in part.index or () if place is not None]
    return {letter for place in places for letter, _ in place.terms}


def rate_of(exercise: Exercise, update: Update) -> str:
    """Whether an update that is not the right one goes by the gradient times a rate that the page gives as a number."""
    tree = update.right(exercise.general.reader)
    if exercise.rate in names(tree):
        return ""
    try:
        found = exercise.compared(update.slope, update.step)
    except TutorError:
        return ""
    if found.outcome == SAME:
        return NO_RATE
    if found.outcome != DIFFERENT or found.pair is None or not has_decimals(tree):
        return ""
    with np.errstate(all="ignore"):
        usable = (found.pair.left != 0) & np.isfinite(found.pair.left)
        ratio = found.pair.right[usable] / found.pair.left[usable]
        alike = ratio.size > 1 and np.allclose(ratio, ratio[0], rtol=1e-6, atol=0)
    if not alike or np.any(found.pair.right[~usable]):
        return ""
    return RATE if ratio[0] > 0 else TURNED


def _given(plain: Atom, layer: str, exercise: Exercise) -> Ref | None:
    """What is given by this name."""
    try:
        quantity = exercise.general.reader.read(plain.written(), layer)
    except NotationError:
        return None
    if not isinstance(quantity, Ref) or quantity.name not in exercise.problem.quantities:
        return None
    return None if any(one.name == quantity.name for one in exercise.problem.values) else quantity


def _goes_on(quantity: Ref, right: Side, exercise: Exercise, *, stepped: bool) -> bool:
    """Whether an equation changes what stands on its left: that is a term of its right side, beside a step.

    A new name for it says so by itself, but for the next entry along time.
    """
    if stepped and not set(exercise.problem.quantities[quantity.name].letters) & set(exercise.problem.scope.axes.time):
        return True
    try:
        tree = right(exercise.general.reader)
    except NotationError:
        return False
    if not any(isinstance(one, Ref) and one.name == quantity.name for one in _terms(tree)[:1]):
        return False
    return exercise.rate in names(tree) or any(
        isinstance(part, Derivative) or (isinstance(part, Ref) and "/" in part.name) for part in walk(tree)
    )


def _terms(tree: Node) -> list[Node]:
    return [*_terms(tree.left), tree.right] if isinstance(tree, Bin) and tree.op in "+-" else [tree]


def _without_marks(atom: Atom, mark: re.Pattern[str]) -> tuple[Atom, str]:
    """A name without the marks that say which of its values is meant, and the letter that counts them."""
    letter = ""
    scripts = []
    for script in (atom.sub, atom.sup):
        kept = []
        for part in script.split(","):
            found = mark.fullmatch(_FONT.sub("", part).strip("(){}[]<> "))
            if found is None:
                kept.append(part)
            elif found.groups():
                letter = found[1] or letter
        scripts.append(",".join(kept))
    return Atom(atom.base, *scripts), letter


def _as_plain(text: str, plain: Atom, letter: str) -> str | None:
    """The name of what is updated for its old value, as in ``W_t`` or ``W^{old}``; None for any other name."""
    atom = atom_of(text)
    if atom is None or atom.base != plain.base:
        return None
    old = re.compile(f"{_OLD.pattern}|{letter}" if letter else _OLD.pattern)
    found = _without_marks(atom, old)[0]
    return plain.written() if found == plain != atom else None


def _reads(reader: Reader, text: str) -> bool:
    try:
        reader.read(text)
    except NotationError:
        return False
    return True


def _with_plain_scripts(text: str) -> str:
    """A text with scripts for the characters that stand above or below: ``W₁``."""
    for run, sign, table in _RUNS:
        text = run.sub(lambda one, sign=sign, table=table: f"{sign}{{{''.join(table[c] for c in one[0])}}}", text)  # type: ignore[misc]
    return text

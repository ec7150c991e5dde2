"""The verdict on a link of which both sides are read: right in some reading, following, or wrong with its mistake."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from tutor.marking.mistakes.diagnosis import diagnosis as made
from tutor.marking.verdict import UNRECOGNISED, Diagnosis
from tutor.notation.tree import Call, Derivative, Fold, Node, Ref
from tutor.notation.tree_walks import is_numeric, names, walk
from tutor.problems.instances.formula_values import parsed
from tutor.submission.claims import judged as says
from tutor.submission.claims.arriving import named_as_arriving
from tutor.submission.claims.figures.numbers import has_decimals
from tutor.submission.claims.judged import Verdict
from tutor.submission.claims.laws import holds, is_choice
from tutor.submission.claims.names.new_names import defined, gradient_parts, means_now
from tutor.submission.claims.names.other_names import is_called_otherwise
from tutor.submission.claims.outcome.explain import explained, repaired
from tutor.submission.claims.outcome.follow import bare, comes_of, repeats
from tutor.submission.claims.outcome.losses import is_of_one_sample, leaves_out_inner_sums
from tutor.submission.claims.outcome.mean_later import MEAN_LATER, takes_mean_later, without_mean
from tutor.submission.claims.outcome.own_paths import ALONE, comes_by_path, holds_along_path
from tutor.submission.claims.page_memory import OTHER_ACTIVATION, PageMemory, broken_link
from tutor.submission.claims.reader import Reader, Side, Sides
from tutor.submission.claims.sides.comparing import Compared
from tutor.submission.claims.sides.laid_out import DIFFERENT, MISFIT, OPEN_CASE, SAME
from tutor.submission.claims.sides.one_sample import OF_ONE
from tutor.submission.claims.sides.view import STEP_LOSS
from tutor.submission.claims.trees import (
    as_outer,
    bound,
    has_bare_sum,
    indices,
    outer,
    sums_of_entries,
    with_wide_sums,
)
from tutor.submission.claims.updates import update_of
from tutor.submission.claims.writing.kept_sums import with_rows_summed
from tutor.submission.claims.writing.named_deltas import leaves_open
from tutor.submission.claims.writing.time_letters import from_zero
from tutor.submission.statement import Link, Statement

_INTRODUCES = re.compile(r"(?:\blet\b|记|设|令|\bdefine|\bdenote|\bwrite\b|\bset\b)", re.IGNORECASE)


def decided(
    page: PageMemory,
    said: Verdict,
    found: Compared,
    sides: Sides,
    layer: str,
    before: Link | None,
    bad: tuple[Link, int] | None,
) -> Verdict:
    """The verdict, after what is ``said`` of the link already; ``found`` is how its two sides compare.

    ``before`` is the link before it in the chain, and ``bad`` the wrong one that the chain goes on from, with the line
    of the cause.
    """
    left, right, truth, tree = sides
    if found.outcome == SAME:
        page.right.append((truth, tree, said.link.line))
        page.right_texts += (said.statement.left, said.link.text)
        if found.mode is not None:
            page.modes.append((said.statement, found.mode))
        page.of_one_sample = page.of_one_sample and not (isinstance(truth, Ref) and truth.name == page.problem.loss)
        return said.replace(verdict=says.RIGHT)
    if found.outcome == DIFFERENT and from_zero(tree) != tree:
        moved = page.exercise.compared(left, lambda reader: from_zero(right(reader)))
        if moved.outcome == SAME:
            return said.replace(verdict=says.RIGHT, note="its entries are counted from zero")
    if said.kind == says.VALUE and is_of_one_sample(page, sides, found):
        page.of_one_sample = True
        return said.replace(verdict=says.RIGHT, note="the loss of one sample")
    if said.kind == says.VALUE and leaves_out_inner_sums(page, sides, found):
        return said.replace(verdict=says.RIGHT, note="the entries of a product of vectors are summed, too")
    if said.kind == says.VALUE and _has_softmax_of_entry(tree):
        return said.replace(note="softmax is taken of one entry, where that of all is meant")
    if said.kind == says.VALUE and any(
        page.exercise.compared(left, partial(_read_as, right, change)).outcome == SAME
        for change in sums_of_entries(truth, tree, page.problem)
    ):
        return said.replace(verdict=says.RIGHT)
    if letter := _entry_of_loss(page, truth, tree) if said.kind == says.VALUE else _true_class(page, truth, tree):
        return said.replace(note=f"which entry {letter} is, is not said here")
    wide = with_wide_sums(truth, tree)
    if (
        wide != tree
        and page.exercise.compared(left, lambda reader: with_wide_sums(truth, right(reader))).outcome == SAME
    ):
        return said.replace(verdict=says.RIGHT, note="the sum is over all that has its letter")
    if has_bare_sum(tree, page.exercise.general.reader.scope):
        along: Side = partial(page.read, text=with_rows_summed(said.link.text), layer=layer)
        if page.exercise.compared(left, along).outcome == SAME:
            return said.replace(verdict=says.RIGHT)
        return said.replace(note="what its sum runs over stands nowhere behind it")
    if outer(said.link.text) and page.exercise.compared(left, lambda reader: as_outer(right(reader))).outcome == SAME:
        return said.replace(verdict=says.RIGHT)
    defines_own = said.kind == says.VALUE and isinstance(truth, Ref) and truth.name == page.own_activation
    assumed = page.exercise.under_assumptions(left, right) if found.outcome == DIFFERENT and not defines_own else ""
    if assumed == SAME:
        return said.replace(verdict=says.RIGHT, note=says.ASSUMED)
    if assumed == MISFIT and page.own_activation:
        return said.replace(note=OTHER_ACTIVATION)
    if found.outcome == OPEN_CASE:
        return said.replace(note="too close to tell")
    if said.kind == says.LAW and before is None:
        if holds(said.statement.left, said.link.text, page.exercise.general.reader.functions):
            return said.replace(verdict=says.RIGHT)
        if is_choice(said.statement.left, said.link.text):
            return said.replace(note="it is one of the functions that may be taken")
    if said.kind == says.DERIVATIVE and takes_mean_later(page, sides, found):
        return said.replace(verdict=says.RIGHT, note=OF_ONE if page.of_one_sample else MEAN_LATER)
    if said.kind == says.DERIVATIVE and found.outcome == DIFFERENT:
        if holds_along_path(page, truth, right):
            return said.replace(verdict=says.RIGHT, note=ALONE)
        if comes_by_path(page, truth, right):
            return said.replace(note=f"it is what comes {ALONE}")
    introduced = said.kind == says.VALUE and (
        _INTRODUCES.search(said.statement.words)
        or (before is None and not page.exercise.general.reader.exact(said.statement.left))
    )
    own = found.outcome == DIFFERENT and page.exercise.is_own_formula(truth, tree)
    if introduced and not own and defined(page, said, tree, always=True):
        return said.replace(kind=says.DEFINITION, verdict=says.DEFINES)
    if before is None and _is_number_of_page(page, truth) and defined(page, said, tree, always=True):
        return said.replace(kind=says.DEFINITION, verdict=says.DEFINES)  # another round, with other numbers
    if before is None and found.outcome == DIFFERENT and (other := means_now(page, said, truth, right, layer)):
        return said.replace(verdict=says.RIGHT, note=f"from here on it stands for the gradient by {other}")
    if page.exercise.general.reader.says_summands and STEP_LOSS in names(tree) | names(truth):
        return said.replace(note="which part of the loss has this index is not said")
    if leaves_open(said.statement.left, tree):
        return said.replace(note="which gradient this delta is, or how much of it, is not said")
    if page.says_only_whether:
        return said.replace(verdict=says.WRONG)
    if bad is not None and before is not None:
        same = page.exercise.compared(_side(page, said.statement, bad[0], layer), right)
        if same.outcome == SAME:
            return said.replace(verdict=says.FOLLOWS, follows=bad[1])
    if page.gives_up_causes:
        if found.outcome == MISFIT or not _as_typed(page, said):
            return said.replace(note="there is so much wrong on this page that I do not look for its cause")
        return said.replace(verdict=says.WRONG, diagnosis=(UNRECOGNISED,))
    line = comes_of(page.exercise, truth, tree, page.broken, page.right)
    if line is not None:
        return said.replace(verdict=says.FOLLOWS, follows=line)
    if page.explains and found.outcome == DIFFERENT and (lacking := page.exercise.lacks(left, right, truth)):
        name = page.problem.display(lacking)
        if said.kind == says.DERIVATIVE and named_as_arriving(page.text, lacking):
            page.broken.append(broken_link(truth, tree, said.link))
            return said.replace(verdict=says.WRONG, diagnosis=(made("path-missing"),))
        if said.kind == says.DERIVATIVE:
            return said.replace(verdict=says.RIGHT, note=f"{name}, which arrives from outside, is left out")
        return said.replace(note=f"it has no {name}: another network")
    if said.kind == says.VALUE and before is None and is_called_otherwise(page, truth, said.statement.left):
        return said.replace(note="the page calls that of the exercise otherwise: another network")
    if said.kind == says.VALUE and found.outcome == DIFFERENT and page.exercise.holds_without_mask(left, right):
        return said.replace(note="nothing is masked in it: another network")
    if said.kind == says.VALUE and _is_of_another_model(page, truth, tree):
        return said.replace(note="it is defined otherwise above: another network")
    if found.outcome == MISFIT and _has_many_axes(page, truth) and page.exercise.holds_in_single_numbers(left, right):
        return said.replace(verdict=says.RIGHT, note="as it is for single numbers: how its arrays meet is not written")
    diagnosis: tuple[Diagnosis, ...]
    if not page.explains and said.kind == says.VALUE and found.outcome == MISFIT:
        return said.replace(note=found.reason)
    if not page.explains:
        page.broken.append(broken_link(truth, tree, said.link))
        return said.replace(verdict=says.WRONG)
    if found.code:
        diagnosis = (made(found.code),)
    elif found.outcome == MISFIT:
        line = repeats(said.link.text, page.broken)
        if line is not None:
            return said.replace(verdict=says.FOLLOWS, follows=line)
        if said.kind == says.UPDATE and not _may_hold_rate(page, tree):
            return said.replace(verdict=says.WRONG, diagnosis=(made("rate-missing"),))
        letters = _bound(page, said.statement, before, layer)
        repair = repaired(page.exercise, left, right, letters)
        if repair is None and page.takes_mean_with_weights and without_mean(tree) is not None:
            later = repaired(page.exercise, left, lambda reader: without_mean(right(reader)) or right(reader), letters)
            repair = None if later == UNRECOGNISED else later
        if repair is None and _is_number_for_matrix(page, truth, tree):
            repair = made("factor-missing")
        if repair is None or (repair == UNRECOGNISED and page.own_activation):
            return said.replace(note=found.reason)
        diagnosis = (repair,)
    else:
        diagnosis = explained(page.exercise, said, left, right, found)
    if diagnosis == (UNRECOGNISED,) and not _as_typed(page, said):
        return said.replace(note="it differs, but its names are guessed")
    page.broken.append(broken_link(truth, tree, said.link))
    return said.replace(verdict=says.WRONG, diagnosis=diagnosis)


def _read_as(right: Side, change: Callable[[Node], Node], reader: Reader) -> Node:
    return change(right(reader))


def _has_many_axes(page: PageMemory, truth: Node) -> bool:
    """Whether a side is the derivative of a vector by a matrix through time: no product of matrices is it."""
    if not isinstance(truth, Derivative) or not isinstance(truth.body, Ref):
        return False
    quantities, time = page.problem.quantities, set(page.problem.scope.axes.time)
    known = [quantities[one.name].letters for one in (truth.body, truth.by) if one.name in quantities]
    return bool(time) and len(known) == 2 and sum(len(set(letters) - time) for letters in known) > 2


def _is_number_for_matrix(page: PageMemory, truth: Node, tree: Node) -> bool:
    """Whether the gradient of the loss by a matrix is said to be a number that is made of sizes alone."""
    of, by = gradient_parts(truth)
    quantity = page.problem.quantities.get(by) if of == page.problem.loss else None
    return quantity is not None and len(quantity.letters) > 1 and not names(tree) - set(page.problem.sizes)


def _is_number_of_page(page: PageMemory, truth: Node) -> bool:
    """Whether a left side is a name of the page for a number."""
    found = page.exercise.general.reader.definitions.get(truth.name) if isinstance(truth, Ref) else None
    return found is not None and found.line > 0 and is_numeric(found.tree)


def _is_of_another_model(page: PageMemory, truth: Node, tree: Node) -> bool:
    """Whether a value, of which the page has said what it is in the problem, is defined once more by other names.

    They are fewer, or some are names that the page makes.
    """
    formula = parsed(page.problem).get(truth.name) if isinstance(truth, Ref) else None
    if formula is None:
        return False
    if not names(tree) < names(formula.tree) and not names(tree) & page.exercise.general.reader.definitions.keys():
        return False
    return any(bare(own) == bare(truth) and names(other) == names(formula.tree) for own, other, _ in page.right)


def _has_softmax_of_entry(tree: Node) -> bool:
    """Whether softmax is applied to one entry, ``softmax(z_j)``, as pages write for an entry of it."""
    calls = [part for part in walk(tree) if isinstance(part, Call) and part.function == "softmax"]
    arguments = [call.args[0] for call in calls]
    last = [one.index[-1] for one in arguments if isinstance(one, Ref) and one.index]
    return any(index is not None and bool(index.letter) for index in last)


def _entry_of_loss(page: PageMemory, truth: Node, tree: Node) -> str:
    """The letter of one entry in a formula for the loss, the true class; '' if there is none, or it is a sample's."""
    if not isinstance(truth, Ref) or truth.name not in (page.problem.loss, STEP_LOSS):
        return ""
    free = indices(tree) - bound(tree) - indices(truth) - {*page.problem.running, *page.problem.scope.axes.time}
    return min(free, default="")


def _true_class(page: PageMemory, truth: Node, tree: Node) -> str:
    """The letter of the true class, where it stands on one side alone; '' where it does not."""
    loose = [indices(side) - bound(side) for side in (truth, tree)]
    return min((loose[0] ^ loose[1]) & page.true_classes, default="")


def _as_typed(page: PageMemory, said: Verdict) -> bool:
    """Whether both sides are read with the problem's own names: only then is a slip without a name called wrong."""
    reader = page.exercise.general.reader
    return said.kind == says.UPDATE or (reader.is_plain(said.statement.left) and reader.is_plain(said.link.text))


def _may_hold_rate(page: PageMemory, tree: Node) -> bool:
    """Whether the learning rate is in a side, or may be: by a name of the page, or as a number."""
    reader = page.exercise.general.reader
    used = names(tree)
    return page.exercise.rate in used or bool(used & reader.definitions.keys()) or has_decimals(tree)


def _bound(page: PageMemory, statement: Statement, before: Link | None, layer: str) -> frozenset[str]:
    """The letters that the link before sums over."""
    if before is None:
        return frozenset()
    tree = _side(page, statement, before, layer)(page.exercise.general.reader)
    return frozenset(one.letter for part in walk(tree) if isinstance(part, Fold) for one in part.binders)


def _side(page: PageMemory, statement: Statement, link: Link, layer: str) -> Side:
    """The right side of a link, of an update with its names as they are meant there."""
    update = update_of(statement, link, page.exercise, page.read)
    return update.right if update is not None else partial(page.read, text=link.text, layer=layer)

"""The verdicts on a page of code that is judged by its own forward pass, with what follows from what."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from tutor.marking.mistakes.diagnosis import diagnosis
from tutor.marking.verdict import UNRECOGNISED, Diagnosis
from tutor.submission.code.assignments.comparison import placed_as
from tutor.submission.code.assignments.judged_code import Judged, JudgedCode
from tutor.submission.code.assignments.page_names import base_of, is_gradient, plain
from tutor.submission.code.own_pass.explanations import explained
from tutor.submission.code.own_pass.families import definitions, families, gradient_lines
from tutor.submission.code.own_pass.fitting import Purse, fitted
from tutor.submission.code.own_pass.handed import STYLES, Handed
from tutor.submission.code.own_pass.hints import COLUMN, Hints
from tutor.submission.code.own_pass.reading import Found, OwnReading
from tutor.submission.code.own_pass.repairs.repairs import code_of, repairs
from tutor.submission.code.own_pass.smaller import smaller
from tutor.submission.code.own_pass.turned import turned
from tutor.submission.code.own_pass.unnamed import wrong_without_a_name
from tutor.submission.code.syntax.program import Program
from tutor.submission.verdicts import FOLLOWS, JUDGED, NOT_JUDGED, RIGHT, WRONG

_ALL_STEPS = 500_000
_MOST_CAUSES = 4
_MOST_FAMILIES = 16
_FOR_FAMILIES = 600_000
_FOR_FAMILY = 200_000
_FOR_MISTAKES = 400_000
"""Steps of a whole page for changes that may make it right, and for the truth in the place of what is wrong."""
_LEAST = 3
"""So many gradients must be right before a page is taken for its own measure."""
_NEAR = 1e-4
_CALL = re.compile(r"[^=(]+,[^=(]+=\s*[\w.]+\(")
"""The several values that a function returns: ``loss, dW, db = run(x, t)``."""
_TAKEN_AWAY = re.compile(r"(?P<name>[^=]+?)\s*(?:-=|=\s*(?P=name)\s*-|\+=\s*-)")
"""An update of weights: ``W -= lr * dW``, ``W = W - lr * dW``, ``W += -lr * dW``."""


def judged_by_itself(program: Program) -> JudgedCode | None:
    """The verdicts on the gradients of a page beside its own loss; None where it has none, or none that is right.

    Its families of functions are run by themselves, and what they leave open is asked of the page as a whole.
    """
    parts, own = definitions(program), families(program)[:_MOST_FAMILIES]
    spare, left = Purse(_FOR_MISTAKES), _FOR_FAMILIES
    found: list[JudgedCode] = []
    for family in own:
        purse = Purse(given := min(_FOR_FAMILY, left))
        best = _best(parts, purse, family)
        left -= given - max(purse.steps, 0)
        if one := _known(best, 0, spare):
            found.append(one)
    told = {one.line for code in found for one in code.statements if one.verdict in (RIGHT, FOLLOWS) or _is_named(one)}
    if not told or not set(gradient_lines(program)) <= told:
        whole = _known(_best(program, Purse(_ALL_STEPS)), _LEAST, spare)
        found = [*([whole] if whole is not None else []), *found]
    merged = _merged(found) if found else None
    return merged if merged is not None and _is_known(merged, _LEAST) else None


def _known(best: OwnReading | None, least: int, spare: Purse) -> JudgedCode | None:
    """The verdicts of a run, if enough of it is right; ``spare`` steps are left to explain mistakes."""
    judged = None if best is None else _judged(best, spare)
    return judged if judged is not None and _is_known(judged, least) else None


def _judged(best: OwnReading, spare: Purse) -> JudgedCode:
    found = {_id(one): _verdict(one) for one in best.found}
    wrong = [one for one in best.found if one.verdict == WRONG]
    if _is_multiple(best, wrong):
        reason = "it is a multiple of the gradient of the page's own loss"
        found |= {_id(one): _verdict(one).replace(verdict=NOT_JUDGED, reason=reason) for one in wrong}
        return JudgedCode(tuple(found.values()), best.run.failed, best.run.stopped)
    purse, kept = best.page.purse, spare.steps // 2
    purse.steps = spare.steps - kept
    unnamed = wrong_without_a_name(best)
    if unnamed is not None:
        best.found = [unnamed if one.statement.place == unnamed.statement.place else one for one in best.found]
        found[_id(unnamed)] = _verdict(unnamed)
    mended = repairs(best) if unnamed is None else []
    purse.steps = max(purse.steps, 0) + kept
    if mended:
        best = mended[-1].reading
        again = {_id(one): _verdict(one) for one in best.found}
        for key, one in found.items():
            if one.verdict == WRONG and key in again and again[key].verdict == RIGHT:
                again[key] = again[key].replace(verdict=FOLLOWS, follows=mended[0].line)
        found = again
    _follow(best, found, unnamed)
    spare.steps = max(purse.steps, 0)
    codes = {(one.line, one.name): one.code for one in mended}
    codes |= {one.statement.place: "transpose" for one in turned(best)}
    for key, one in found.items():
        if code := codes.get(key[:2]):
            found[key] = one.replace(verdict=WRONG, follows=None, diagnosis=(diagnosis(code),), reason="")
    if best.losses[best.loss].implied:
        _leave_to_other_losses(best, found)
    return JudgedCode(tuple(found.values()), best.run.failed, best.run.stopped)


def _leave_to_other_losses(best: OwnReading, verdicts: dict[Any, Judged]) -> None:
    """Leave open what another loss than the implied one may explain: a penalty of weights, or what has no name."""
    bases = {_id(one): (base_of(one.statement.key), one.statement.all[-1].uses) for one in best.found}
    opened = set()
    for key, one in verdicts.items():
        base, uses = bases.get(key, ("", ()))
        if one.verdict == WRONG and (not _is_named(one) or base in map(plain, uses)):
            opened.add(one.line)
    for key, one in verdicts.items():
        if (one.verdict == WRONG and one.line in opened) or (one.verdict == FOLLOWS and one.follows in opened):
            reason = "the page does not say what its loss is"
            verdicts[key] = one.replace(verdict=NOT_JUDGED, follows=None, diagnosis=(), reason=reason)


def _is_known(code: JudgedCode, least: int) -> bool:
    """Whether enough of some code is right for it to be taken for its own measure.

    A function with a single gradient may be wrong beside others of its page that are right. A mistake that a single
    change explains speaks for what the page is taken for.
    """
    verdicts = Counter(one.verdict for one in code.statements)
    wrong = [one for one in code.statements if one.verdict == WRONG]
    named = sum(map(_is_named, wrong))
    known = verdicts[RIGHT] + verdicts[FOLLOWS]
    alone = least == 0 and len(wrong) == 1 and not code.failed and not verdicts[NOT_JUDGED]
    blameless = verdicts[RIGHT] and not wrong
    return bool(alone or blameless) or (known + named >= least and known >= (2 * len(wrong) - named))


def _merged(found: Sequence[JudgedCode]) -> JudgedCode:
    """What several runs say of the same statements: what is right in one of them is right."""
    ranks = (RIGHT, WRONG, FOLLOWS, NOT_JUDGED)
    best: dict[tuple[int, int, str], Judged] = {}
    for one in (each for code in found for each in code.statements):
        key = (one.line, one.column, one.name)
        rank = ranks.index(one.verdict) if one.verdict in ranks else len(ranks)
        old = best.get(key)
        if old is None or rank < (ranks.index(old.verdict) if old.verdict in ranks else len(ranks)):
            best[key] = one
    _follow_their_function(best)
    judged = {one.line for one in best.values() if one.verdict in JUDGED}
    failed = dict.fromkeys(each for code in found for each in code.failed if each.line not in judged)
    return JudgedCode(tuple(best.values()), tuple(failed), next((one.stopped for one in found if one.stopped), ""))


def _follow_their_function(found: dict[tuple[int, int, str], Judged]) -> None:
    """Let what a call of a function hands out follow from what is wrong under its name in the function."""
    own = [one for one in found.values() if one.verdict in (WRONG, FOLLOWS) and not _CALL.match(one.text)]
    wrong = {plain(one.name): one.follows or one.line for one in own}
    for key, one in found.items():
        line = wrong.get(plain(one.name))
        if one.verdict == WRONG and line is not None and _CALL.match(one.text):
            found[key] = one.replace(verdict=FOLLOWS, follows=line, diagnosis=())


def _is_multiple(best: OwnReading, wrong: Sequence[Found]) -> bool:
    """Whether several gradients are one multiple of the right ones: in the scale of a loss that is not the page's.

    Against its direction they may be where the page adds them to its weights, and does not take them away; what comes
    of a gradient that arrives has its direction, as have all where one of them has.
    """
    if len({one.site.key for one in wrong if one.site}) < 2 or len({round(one.ratio, 4) for one in wrong}) > 1:
        return False
    factor = wrong[0].ratio
    taken_away = any(_TAKEN_AWAY.match(one.text) and not is_gradient(one.name) for one in best.run.assigned)
    whole = any(abs(number - round(number)) < _NEAR for number in (abs(factor), 1 / abs(factor) if factor else 0.5))
    right = any(one.verdict == RIGHT for one in best.found)
    return whole and (factor > 0 or not (taken_away or right or best.losses[best.loss].arrives))


def filled(code: JudgedCode, own: JudgedCode) -> JudgedCode:
    """Code judged by a problem, with the gradients that the problem has no name for judged by the code itself."""
    told = {(one.line, one.name): one for one in own.statements if one.verdict == RIGHT or _is_named(one)}
    return code.replace(
        statements=tuple(
            told.get((one.line, one.name), one) if one.verdict == NOT_JUDGED else one for one in code.statements
        )
    )


def _is_named(one: Judged) -> bool:
    return one.verdict == WRONG and UNRECOGNISED not in one.diagnosis


def _best(program: Program, purse: Purse, family: tuple[str, ...] = ()) -> OwnReading | None:
    """The page, or a family of its functions, run in the way in which most of it is right."""
    all_steps = purse.steps
    best: OwnReading | None = None
    for lengths in (True, False):
        small = smaller(program, lengths=lengths)
        hints = Hints(small)
        tried: list[Handed] = []
        for style in sorted(STYLES, key=lambda style: hints.has_columns_alone and style.data != COLUMN):
            if any(one.is_same_in(style) for one in tried):
                continue
            page, run = fitted(small, hints, style, purse, family)
            tried.append(page.handed)
            reading = OwnReading(page, run)
            odd = page.handed.sizes.has_bias_of_no_weight and best is not None
            if reading.losses and not odd and (best is None or reading.score > best.score):
                best = reading
            if (best is not None and best.is_whole) or purse.steps <= all_steps // 2:
                return best
            if not page.handed.has_guesses:
                break
        if best is not None and best.score[0]:
            break
    return best


def _follow(best: OwnReading, verdicts: dict[Any, Judged], sure: Found | None) -> None:
    """Put the truth into the first wrong gradient and run again: what is right then follows from it.

    Of the one that is ``sure``, what it is made from is known to be right.
    """
    instead: dict[tuple[int, str, int], Any] = {}
    found = best.found
    for _ in range(_MOST_CAUSES):
        wrong = sorted((one for one in found if one.verdict == WRONG), key=best.since)
        if not wrong:
            return
        first = wrong[0]
        key = _id(first)
        open_names = {one.statement.key for one in found if one.verdict == NOT_JUDGED}
        if first is not sure and open_names & set(first.statement.all[-1].uses):
            # It may come of what nobody judged.
            for one in wrong:
                reason = "it may follow from what is not judged"
                verdicts[_id(one)] = verdicts[_id(one)].replace(verdict=NOT_JUDGED, reason=reason)
            return
        verdicts[key] = verdicts[key].replace(diagnosis=(_named(first, best, instead),))
        if not wrong[1:]:
            return
        truths = _truths(best, first)
        if not truths:
            _leave_open(wrong[1:], first, verdicts)
            return
        tried = [(best.again(best.page.run(put := {**instead, **_put(first, each)})), put) for each in truths]
        found, instead = min(tried, key=lambda one: sum(each.verdict == WRONG for each in one[0]))
        still = {_id(one) for one in found if one.verdict != RIGHT}
        for one in wrong[1:]:
            place_key = _id(one)
            if place_key not in still:
                verdicts[place_key] = verdicts[place_key].replace(verdict=FOLLOWS, follows=first.statement.place[0])
        found = [one for one in found if _id(one) != key]
    _leave_open([one for one in found if one.verdict == WRONG], first, verdicts)


def _named(first: Found, best: OwnReading, instead: dict[tuple[int, str, int], Any]) -> Diagnosis:
    """The mistake in a wrong gradient: by the values that it has, else by what single changes of it come to."""
    found = explained(first, best)
    if found is not UNRECOGNISED:
        return found
    purse, kept = best.page.purse, best.page.purse.steps // 2
    purse.steps -= kept
    code = code_of(first, best, instead)
    purse.steps = max(purse.steps, 0) + kept
    return diagnosis(code) if code else found


def _truths(best: OwnReading, first: Found) -> list[list[Any]]:
    """What a wrong gradient should be: by the value of its name, or by what an activation is applied to for that."""
    assert first.site is not None
    sites = [first.site, *best.values.arguments_of(first.site)]
    entries = [(best.slopes.entries(site, best.loss), best.due(site)) for site in sites]
    return [[due * array for array in found] for found, due in entries if found is not None]


def _put(first: Found, truths: list[Any]) -> dict[tuple[int, str, int], Any]:
    return {
        (entry.line, entry.name, entry.occurrence): placed_as(np.shape(value), truths[place], None)
        for entry, value, place in first.paired
    }


def _leave_open(wrong: list[Found], first: Found, verdicts: dict[Any, Judged]) -> None:
    for one in wrong:
        key = _id(one)
        reason = f"it may follow from line {first.statement.place[0]}"
        verdicts[key] = verdicts[key].replace(verdict=NOT_JUDGED, reason=reason)


def _id(one: Found) -> tuple[int, str, str]:
    return (*one.statement.place, one.statement.key)


def _verdict(one: Found) -> Judged:
    last = one.statement.all[-1]
    return Judged(last.line, last.column, last.text, last.name, one.verdict, reason=one.reason)

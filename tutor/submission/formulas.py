"""The verdicts on the formulas of a page: by the problems that it is about, or by its own forward equations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, pairwise

from tutor.problems.contract.problem import Problem
from tutor.submission.borne_out import borne_out
from tutor.submission.called_entries import with_called_entries
from tutor.submission.choice import Clear, clear_problems
from tutor.submission.claims.judge import judge
from tutor.submission.claims.judged import DERIVATIVE, UPDATE, Judged
from tutor.submission.complemented import BY_EXERCISE, BY_OWN, complemented, without_own_models
from tutor.submission.completed_sums import with_completed_sums
from tutor.submission.dependencies.judged import with_dependencies
from tutor.submission.dotted_chains import with_products_for_dots
from tutor.submission.evaluated_at_steps import with_gradients_through_states
from tutor.submission.fit import (
    contradicts,
    is_mostly_judged,
    is_of_another,
    is_of_one,
    is_read,
    is_whole,
    lead,
    leaves_open,
    says_more,
)
from tutor.submission.identities.judged import with_identities
from tutor.submission.other_models import without_other_models
from tutor.submission.own_network.forward.contradicted import contradicted
from tutor.submission.own_network.forward.equations import is_forward
from tutor.submission.own_network.network import own_network
from tutor.submission.own_network.numbers_alone import judged_by_numbers
from tutor.submission.own_network.page_network import OwnNetwork
from tutor.submission.own_network.parts import carried, parts_of, sections_of
from tutor.submission.own_network.steps.steps_above import with_steps_in_brackets
from tutor.submission.own_network.steps.steps_from_zero import with_steps_from_one
from tutor.submission.statement import Page, Statement
from tutor.submission.typed_forms import in_one_spelling
from tutor.submission.unified.judged import with_unified_names
from tutor.submission.verdicts import JUDGED, NOT_JUDGED, NOT_READ
from tutor.submission.word_vectors.judged import with_word_vectors

_Way = tuple[Judged, OwnNetwork | None]
"""The verdicts on a page, and its own network where they are by that one."""
OWN_FORWARD = (
    "Much of the page does not fit {}: it is marked by its own forward equations,"
    " and whether these are those of the exercise is not judged."
)


def formulas_judged(page: Page, name: str, problems: Sequence[Problem], *, sure: bool) -> _Way:
    """The verdicts on the formulas of a page, and its own network where it is judged by that one."""
    if not page.statements:
        return Judged(()), None
    page = page.replace(statements=_as_meant(page.statements))
    found, own = _by_problems_or_own(page, name, problems, sure=sure)
    found = with_word_vectors(found, page.statements, page.text)
    return with_identities(with_dependencies(found, sure=sure), page.text, sure=sure), own


def _by_problems_or_own(page: Page, name: str, problems: Sequence[Problem], *, sure: bool) -> _Way:
    clear = Clear(list(problems), None) if sure else clear_problems(page.statements, problems)
    taken = clear.problems
    ways = _ways(page, name, sure=sure)
    first = next(ways) if clear.most_right is not None else None
    if first is not None and first[1] is not None and lead(first[0]) > (clear.most_right or 0):
        best = first  # whatever the problems make of the page
    else:
        in_steps = page.replace(statements=tuple(_in_steps(page.statements, taken)))
        found = judge(in_steps.statements, taken, page.text, named=sure)
        if sure:
            return _by_exercise(found, in_steps, _ways(page, name, sure=True), problems)
        if taken and is_whole(found) and not contradicts(found, taken):
            return found, None
        best = found, None
        ways = chain([first], ways) if first is not None else ways
    best = _best(best, ways)
    if best[1] is None and (not taken or is_of_another(best[0], taken)):
        return judged_by_numbers(page.statements, page.text), None
    if best[1] is None:
        return best[0].replace(verdicts=tuple(borne_out(best[0].verdicts))), None
    return best


def _by_exercise(found: Judged, page: Page, ways: Iterator[_Way], problems: Sequence[Problem]) -> _Way:
    """The verdicts on a page that is said to be about some problems, with what its own network says beside them.

    Where little of it is read by these, it is judged by its own network.
    """
    found = without_other_models(found, problems)
    if leaves_open(found) or not is_read(found, problems):
        found = with_unified_names(found, page, problems)
    fits = is_read(found, problems)
    if fits and not leaves_open(found) and not contradicts(found, problems):
        return found, None
    by_own, own = _best((Judged(()), None), ways)
    if own is None:
        return found, None
    if fits or not says_more(by_own, found):
        found = without_own_models(found, by_own, problems)
        return complemented(found, by_own, note=BY_OWN), None
    note = OWN_FORWARD.format(", ".join(problem.id for problem in problems))
    by_own = complemented(by_own, found, note=BY_EXERCISE)
    return by_own.replace(notes=(*by_own.notes, note)), own


def _best(best: _Way, ways: Iterator[_Way]) -> _Way:
    """The first of some ways to judge a page that says enough of it, else the one that says most."""
    while not _is_enough(*best) and (way := next(ways, None)) is not None:
        if way[1] is not None and says_more(way[0], best[0]):
            best = way
    return best


def _as_meant(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements in one spelling, with what they leave to dots, bars and later lines written out."""
    chains = with_products_for_dots(with_called_entries(in_one_spelling(statements)))
    return tuple(with_completed_sums(with_gradients_through_states(chains)))


def _in_steps(statements: Sequence[Statement], problems: Sequence[Problem]) -> Sequence[Statement]:
    """The statements as networks through time have their steps: in brackets above a name, and counted from 1."""
    letters = {letter for problem in problems for letter in problem.scope.axes.time}
    return with_steps_from_one(with_steps_in_brackets(statements, letters)) if letters else statements


def _ways(page: Page, name: str, *, sure: bool) -> Iterator[_Way]:
    """The verdicts by the forward equations of the page, and of each of its parts; or sections, unless it is ``sure``.

    What a page is about may have been named: its sections then say little more, for up to a third of the time.
    """
    yield _by_own([list(page.statements)], page.text, name, forward_too=not sure)
    for divided in (parts_of(page.statements), *(() if sure else (sections_of(page.statements, page.text),))):
        if len(divided) > 1:
            yield _by_own(divided, page.text, name, forward_too=not sure)


def _is_enough(found: Judged, own: OwnNetwork | None) -> bool:
    """Whether a page is judged so well by its own network that no other way is tried."""
    return own is not None and is_of_one(found) and is_mostly_judged(found)


def _by_own(
    parts: Sequence[Sequence[Statement]], text: str, name: str, *, forward_too: bool
) -> tuple[Judged, OwnNetwork | None]:
    """The verdicts on the parts of a page, each by its own forward equations; and the network of all, if there is one.

    A part without equations of its own, or without a loss, goes on with those of the parts before, where more of it is
    right so; without any network it is not judged.
    """
    ways: list[_Way] = []
    open_names = contradicted([one for part in parts for one in part])
    for at, part in enumerate(parts):
        way = _by_one(part, text, name, open_names=open_names, forward_too=forward_too)
        if at and _is_open(*way) and not all(map(is_forward, part)):
            before = carried(parts[:at], part)
            found, own = _by_one([*before, *part], text, name, open_names=open_names, forward_too=forward_too)
            of_part = found.verdicts[sum(len(one.links) for one in before) :]
            found = found.replace(verdicts=of_part)
            way = (found, own) if own is not None and lead(found) > lead(way[0]) else way
        ways.append(way)
    networks = [own for _, own in ways if own is not None]
    if not networks:
        return Judged(()), None
    whole = ways[0][0].replace(
        verdicts=tuple(one for part, _ in ways for one in part.verdicts),
        layout=next((part.layout for part, _ in ways if part.layout), ""),
    )
    return whole, networks[0]._replace(text="\n".join(dict.fromkeys(one.text for one in networks)))


def _by_one(part: Sequence[Statement], text: str, name: str, *, open_names: Sequence[str], forward_too: bool) -> _Way:
    """The verdicts on a part of a page by its own forward equations; nothing about ``open_names`` is wrong."""
    own = own_network(part, name, text, forward_too=forward_too)
    if own is None:
        return judge(part, [], text), None
    own = own._replace(left_out=(*own.left_out, *open_names))
    found = judge(own.statements, [own.problem], text)
    found = found.replace(verdicts=tuple(own.settled(found.verdicts)))
    return _with_dense_layers(part, found, own, text, name) if own.of_convolution else (found, own)


def _with_dense_layers(part: Sequence[Statement], found: Judged, own: OwnNetwork, text: str, name: str) -> _Way:
    """The verdicts, of statements that a convolution leaves open those by the equations that stand beside it."""
    starts = list(accumulate((len(one.links) for one in part), initial=0))
    each = [found.verdicts[start:end] for start, end in pairwise(starts)]
    left = [
        at for at, links in enumerate(each) if links and all(one.verdict in (NOT_READ, NOT_JUDGED) for one in links)
    ]
    rest = [part[at] for at in left]
    dense = own_network(rest, name, text) if any(map(is_forward, rest)) else None
    if dense is None:
        return found, own
    judged_rest = dense.settled(judge(dense.statements, [dense.problem], text).verdicts)
    for at in left:
        count = len(part[at].links)
        each[at], judged_rest = tuple(judged_rest[:count]), judged_rest[count:]
    return found.replace(verdicts=tuple(chain(*each))), own._replace(text=f"{own.text}\n{dense.text}")


def _is_open(found: Judged, own: OwnNetwork | None) -> bool:
    """Whether a part has no network that judges its derivatives, or one without a loss."""
    if own is None or own.unsure.without_loss:
        return True
    return not any(one.kind in (DERIVATIVE, UPDATE) and one.verdict in JUDGED for one in found.verdicts)

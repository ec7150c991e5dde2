"""The network that a page is marked by where no known problem is meant: the one of its own forward equations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import inf
from typing import NamedTuple

from tutor.notation.read.lazy_patterns import lazily
from tutor.problems.contract.problem import Problem
from tutor.submission.latex_patterns import SUMMED_LETTER
from tutor.submission.own_network.axes.names import is_bias, is_target
from tutor.submission.own_network.axes.readings import Reading, of_numbers, readings
from tutor.submission.own_network.cells.one_step import in_one_step
from tutor.submission.own_network.convolution.written_out import convolutions
from tutor.submission.own_network.file import file_of
from tutor.submission.own_network.forward.entries import as_entries, entry_equations
from tutor.submission.own_network.forward.equations import (
    Equation,
    equations_of,
    functions_aside,
    is_open_loss,
    texts_of,
)
from tutor.submission.own_network.forward.formulas import Forward, forward_of
from tutor.submission.own_network.forward.open_losses import with_open_loss
from tutor.submission.own_network.forward.other_letters import with_letters_apart
from tutor.submission.own_network.forward.output_names import with_named_output
from tutor.submission.own_network.forward.shared_parts import with_shared_parts
from tutor.submission.own_network.forward.sum_limits import with_named_sizes, without_other_limits
from tutor.submission.own_network.layers.activations import tried, with_activation
from tutor.submission.own_network.layers.layered import layered
from tutor.submission.own_network.layers.letter_layers import with_layers_of_letters
from tutor.submission.own_network.layers.sample_loss import with_plain_sample_loss
from tutor.submission.own_network.layers.true_class import with_targets
from tutor.submission.own_network.layers.two_layouts import has_two_layouts
from tutor.submission.own_network.page_network import OwnNetwork
from tutor.submission.own_network.prepared import prepared
from tutor.submission.own_network.scores import Score, Scores, read, settled_score
from tutor.submission.own_network.steps.implied_arguments import with_implied_arguments
from tutor.submission.own_network.steps.last_step import with_last_step
from tutor.submission.own_network.steps.step_indices import with_steps_behind
from tutor.submission.own_network.steps.step_losses import with_losses
from tutor.submission.own_network.steps.whole_losses import with_whole_losses
from tutor.submission.own_network.unsure import Unsure, unsure_of
from tutor.submission.statement import CLAIM, Statement

_SUMMED = lazily(SUMMED_LETTER)
_COUNT = lazily(r"\\[dt]?frac\s*\{(?:[^{}]|\{[^{}]*\})*\}\s*\{\s*([A-Z])\s*\}|/\s*([A-Z])(?![A-Za-z_])")
AGAINST_CUSTOM = 3
"""A reading that is against custom must have so many claims right for a wrong one."""
MOST_READ = 3
"""Readings that are tried as networks: each is derived and proved, which takes 10 to 100 ms."""


class _Scored(NamedTuple):
    """A network with its score."""

    score: Score
    problem: Problem
    text: str


class _Rest:
    """Of the networks of a page that nothing of derivatives speaks for, the one with most forward formulas."""

    def __init__(self) -> None:
        self.network: OwnNetwork | None = None
        self._formulas = 1

    def take(
        self, scores: Scores, forward: Forward | None, said: Sequence[Statement], equations: Sequence[Equation]
    ) -> None:
        """Take the likeliest network of some formulas, if it has more than the one before."""
        if forward is None or len(forward.formulas) <= self._formulas:
            return
        for problem, text, _ in _networks(scores, forward, readings(forward)):
            score = scores.score(problem, text, said)
            if not score.contradicted:
                self._formulas = len(forward.formulas)
                self.network = _of(_Scored(score, problem, text), said, forward, equations)._replace(forward_alone=True)
                return


def own_network(
    statements: Sequence[Statement], name: str, text: str = "", *, forward_too: bool = False
) -> OwnNetwork | None:
    """The network of the page that is called ``name`` and has this ``text``; None where its statements make none.

    Of several readings it is the one in which most of what the page says of derivatives is right; where more of it is
    wrong than right in all of them, the page is about something else. With ``forward_too`` it then is the one with most
    forward formulas, by which nothing is wrong.
    """
    convolution = _of_convolution(statements, name, text)
    if convolution is not None:
        return convolution
    scores = Scores(name, text)
    rest = _Rest()
    lead = -inf
    best: OwnNetwork | None = None
    for step in in_one_step(statements):  # the likeliest where a page has a cell with gates, and each is soon judged
        forward = forward_of(step.equations, step.arriving)
        found = _best(scores, forward, step.statements, lead) if forward is not None else None
        if forward_too and best is None and found is None:
            rest.take(scores, forward, step.statements, step.equations)
        if forward is not None and found is not None and found.score.lead > lead:
            lead, best = found.score.lead, _of(found, step.statements, forward, step.equations)
            if not found.score.wrong and 2 * found.score.right >= _claims(statements):
                return best
    lead -= 1  # of as many the other networks, in which steps are told apart, come before
    for said, equations, enough in _equations(functions_aside(_in_plain_letters(statements))):
        forward = _forward(equations, said)
        found = _best(scores, forward, said, lead if enough == inf else -inf) if forward is not None else None
        if forward_too and best is None and found is None:
            rest.take(scores, forward, said, equations)
        if forward is None or found is None:
            continue
        if found.score.lead > lead:
            lead, best = found.score.lead, _of(found, said, forward, equations)
        if not found.score.wrong or found.score.right >= enough * found.score.wrong:
            break
    best = best if best is not None else _of_entries(scores, statements)
    return rest.network if best is None and forward_too else best


def _claims(statements: Sequence[Statement]) -> int:
    return sum(link.kind == CLAIM for one in statements for link in one.links)


def _of_convolution(statements: Sequence[Statement], name: str, text: str) -> OwnNetwork | None:
    """The network of a page about a convolution, by the one of its two kinds that makes more of it right."""
    best: tuple[int, OwnNetwork] | None = None
    for one in convolutions(statements, text):
        problem = read(one.text, name)
        if problem is None:
            continue
        problem.fixed = frozenset(problem.sizes)  # entries are named by numbers
        right, wrong = settled_score(problem, one.statements)
        if right > wrong and (best is None or right - wrong > best[0]):
            best = right - wrong, OwnNetwork(problem, one.text, one.statements, (), Unsure((), ""), of_convolution=True)
        if right and not wrong:
            break
    return best[1] if best is not None else None


def _forward(equations: Sequence[Equation], said: Sequence[Statement]) -> Forward | None:
    """The formulas of a page, with the letters of what it divides by, and through time those that it sums over."""
    forward = forward_of(equations)
    if forward is None:
        return None
    texts = [link.text for one in said for link in one.links]
    counts = {(above or beside).lower() for text in texts for above, beside in _COUNT.findall(text)}
    summed = {letter for text in texts for letter in _SUMMED.findall(text)} if forward.times else set()
    return forward._replace(running=frozenset(counts | summed))


def _of_entries(scores: Scores, statements: Sequence[Statement]) -> OwnNetwork | None:
    """The network of a page whose names are single numbers."""
    said = as_entries(statements)
    equations = entry_equations(said)
    forward = forward_of(equations)
    if forward is None:
        return None
    unsure = unsure_of(forward)
    for problem, text, _ in _networks(scores, forward, [of_numbers(forward)]):
        own = OwnNetwork(problem, text, tuple(said), (), unsure)
        right, wrong = settled_score(problem, said, own.settled)
        if right and right >= wrong:
            return own
    return None


def _equations(statements: Sequence[Statement]) -> Iterator[tuple[list[Statement], list[Equation], float]]:
    """The statements in each way they may be read, with the forward equations in them.

    With them, how many claims for a wrong one must be right that no other way is tried.
    """
    for said, of_layers in layered(statements):
        yield said, with_shared_parts(of_layers), AGAINST_CUSTOM
    for one in prepared(with_layers_of_letters(statements)):
        ends = with_named_output(with_open_loss(equations_of(one), one))
        equations = with_implied_arguments(with_named_sizes(ends), one)
        said = without_other_limits(one, equations)
        for found in with_losses(with_last_step(with_steps_behind(equations)), said):
            for function in tried(found, (text for one in said for text in texts_of(one))):
                yield said, with_shared_parts(with_activation(found, function)), inf


def _in_plain_letters(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with one letter for every index, and none at a loss that is that of all samples or steps.

    The number of the true class is no index; it becomes a target.
    """
    return with_plain_sample_loss(with_whole_losses(with_letters_apart(with_targets(statements))))


def _of(found: _Scored, said: Sequence[Statement], forward: Forward, equations: Sequence[Equation]) -> OwnNetwork:
    kept = {one.equation.name for one in forward.formulas}
    rest = [one for one in equations if one.name not in kept and not one.called]
    left_out = tuple(one.left for one in rest if not is_open_loss(one, equations))
    return OwnNetwork(found.problem, found.text, tuple(said), left_out, unsure_of(forward), has_two_layouts(said))


def _best(scores: Scores, forward: Forward, said: Sequence[Statement], least: float) -> _Scored | None:
    """The network in which most of what is said of derivatives is right; None where more is wrong in all of them.

    One that has no lead over ``least`` is none either, where something is wrong in it. A page most of which is right by
    the likeliest reading is in that one: with fewer axes a transpose that is missing changes nothing.
    """
    best: _Scored | None = None
    custom = 1
    for problem, text, fewer in _networks(scores, forward, readings(forward)):
        score = scores.score(problem, text, said, least if best is None else max(least, best.score.lead + fewer))
        if score.is_whole and score.right and score.right >= custom * score.wrong:
            if best is None or score.lead > best.score.lead + fewer:
                best = _Scored(score, problem, text)
            custom = AGAINST_CUSTOM
            if score.right >= AGAINST_CUSTOM * score.wrong:
                break
        elif not score.is_whole:
            custom = AGAINST_CUSTOM
    return best


def _networks(scores: Scores, forward: Forward, found: Iterable[Reading]) -> Iterator[tuple[Problem, str, int]]:
    """The networks of the readings that can be read and derived, the likeliest first.

    With each, how many of what is given have fewer axes than in the first.
    """
    seen: set[tuple[tuple[str, int], ...]] = set()
    first: dict[str, int] = {}
    for reading in found:
        kind = _kind(reading)
        if kind in seen:
            continue
        seen.add(kind)
        text = file_of(forward, reading)
        problem = scores.problem(text) if text else None
        if problem is None:
            continue
        first = first or dict(kind)
        yield problem, text, sum(axes < first.get(name, 0) for name, axes in kind if name in forward.given)
        if len(seen) == MOST_READ:
            return


def _kind(reading: Reading) -> tuple[tuple[str, int], ...]:
    """What tells readings apart: not how a bias or a target spreads."""
    return tuple(
        sorted(
            (name, len(shape)) for name, shape in reading.shapes.items() if not is_bias(name) and not is_target(name)
        )
    )

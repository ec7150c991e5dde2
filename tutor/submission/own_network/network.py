"""The network that a page is marked by where no known problem is meant: the one of its own forward equations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import inf
from typing import NamedTuple

from tutor.errors import TutorError
from tutor.notation.read.lazy_patterns import lazily
from tutor.problems.contract.problem import Problem
from tutor.submission.claims import judged as says
from tutor.submission.claims.judged import Verdict
from tutor.submission.claims.page_functions import settled_functions
from tutor.submission.claims.page_pass import PagePass
from tutor.submission.own_network.activations import TRIED, open_activations, with_activation
from tutor.submission.own_network.convolution.written_out import UNWRITTEN, convolutions
from tutor.submission.own_network.entries import as_entries, entry_equations
from tutor.submission.own_network.equations import Equation, equations_of, functions_aside, is_open_loss
from tutor.submission.own_network.file import file_of
from tutor.submission.own_network.formulas import Forward, forward_of
from tutor.submission.own_network.last_step import with_last_step
from tutor.submission.own_network.layered import layered
from tutor.submission.own_network.names import is_bias, is_target
from tutor.submission.own_network.one_step import in_one_step
from tutor.submission.own_network.prepared import prepared
from tutor.submission.own_network.readings import Reading, of_numbers, readings
from tutor.submission.own_network.shared_parts import with_shared_parts
from tutor.submission.own_network.step_indices import with_steps_behind
from tutor.submission.own_network.step_losses import with_losses
from tutor.submission.own_network.unsure import Unsure, spoken_of, unsure_of
from tutor.submission.statement import Statement

_SUMMED = lazily(r"\\(?:sum|prod)\s*(?:\\limits\s*)?_\s*\{?\s*([a-z])")
MOST_WRONG = 3
"""A reading that is against custom must have so many claims right for a wrong one."""
MOST_READ = 3
"""Readings that are tried as networks: each is derived and proved, which takes 10 to 100 ms."""


class OwnNetwork(NamedTuple):
    """A network, the text of its file, and the statements of its page as they are read beside it."""

    problem: Problem
    text: str
    statements: tuple[Statement, ...]
    left_out: tuple[str, ...]
    unsure: Unsure

    def settled(self, one: Verdict) -> Verdict:
        """A verdict, which is open where a link speaks of what the page defines beside the network."""
        if one.link.text.startswith(UNWRITTEN):
            note = "this is not of the convolution of this page"
            return one.replace(verdict=says.NOT_JUDGED, diagnosis=(), follows=None, note=note)
        if one.verdict not in (says.WRONG, says.FOLLOWS):
            return one
        texts = (one.statement.left, one.link.text)
        if note := self.unsure.note(*texts):
            return one.replace(verdict=says.NOT_JUDGED, diagnosis=(), follows=None, note=note)
        if one.kind == says.VALUE:
            return one
        found = next((name for name in self.left_out if any(spoken_of(name, text) for text in texts)), "")
        if not found:
            return one
        note = f"{found} has no part in the network of this page"
        return one.replace(verdict=says.NOT_JUDGED, diagnosis=(), follows=None, note=note)


class _Scored(NamedTuple):
    """A network with how much of what is said of derivatives is right in it, and wrong."""

    right: int
    wrong: int
    problem: Problem
    text: str


def own_network(statements: Sequence[Statement], name: str, text: str = "") -> OwnNetwork | None:
    """The network of the page that is called ``name`` and has this ``text``; None where its statements make none.

    Of several readings it is the one in which most of what the page says of derivatives is right; where more of it is
    wrong than right in all of them, the page is about something else.
    """
    convolution = _of_convolution(statements, name, text)
    if convolution is not None:
        return convolution
    best: tuple[int, OwnNetwork] | None = None
    for said, equations, enough in _equations(functions_aside(statements)):
        forward = _forward(equations, said)
        found = _best(_networks(forward, readings(forward), name), said) if forward is not None else None
        if forward is None or found is None:
            continue
        if best is None or found.right - found.wrong > best[0]:
            best = found.right - found.wrong, _of(found, said, forward, equations)
        if not found.wrong or found.right >= enough * found.wrong:
            break
    for step in in_one_step(statements):
        forward = forward_of(step.equations, step.arriving)
        found = _best(_networks(forward, readings(forward), name), step.statements) if forward is not None else None
        if forward is not None and found is not None and (best is None or found.right - found.wrong > best[0]):
            best = found.right - found.wrong, _of(found, step.statements, forward, step.equations)
    return best[1] if best is not None else _of_entries(statements, name)


def _of_convolution(statements: Sequence[Statement], name: str, text: str) -> OwnNetwork | None:
    """The network of a page about a convolution, by the one of its two kinds that makes more of it right."""
    best: tuple[int, OwnNetwork] | None = None
    for one in convolutions(statements, text):
        problem = _read(one.text, name)
        if problem is None:
            continue
        problem.fixed = frozenset(problem.sizes)  # entries are named by numbers
        right, wrong = _score(problem, one.statements)
        if right > wrong and (best is None or right - wrong > best[0]):
            best = right - wrong, OwnNetwork(problem, one.text, one.statements, (), Unsure((), ""))
        if right and not wrong:
            break
    return best[1] if best is not None else None


def _read(text: str, name: str) -> Problem | None:
    """The network of a file; None where it cannot be read."""
    from tutor.problems.network.reader import read_network

    try:
        return read_network(text, name)
    except TutorError:
        return None


def _is_derived(problem: Problem) -> bool:
    """Whether the gradients of a network can be derived."""
    try:
        return bool(problem.steps)
    except TutorError:
        return False


def _forward(equations: Sequence[Equation], said: Sequence[Statement]) -> Forward | None:
    """The formulas of a page; through time with the letters that it sums over."""
    forward = forward_of(equations)
    if forward is None or not forward.times:
        return forward
    texts = [link.text for one in said for link in one.links]
    return forward._replace(running=frozenset(letter for text in texts for letter in _SUMMED.findall(text)))


def _of_entries(statements: Sequence[Statement], name: str) -> OwnNetwork | None:
    """The network of a page whose names are single numbers."""
    said = as_entries(statements)
    equations = entry_equations(said)
    forward = forward_of(equations)
    if forward is None:
        return None
    unsure = unsure_of(forward)
    for problem, text in _networks(forward, [of_numbers(forward)], name):
        own = OwnNetwork(problem, text, tuple(said), (), unsure)
        right, wrong = _score(problem, said, own.settled)
        if right and right >= wrong:
            return own
    return None


def _equations(statements: Sequence[Statement]) -> Iterator[tuple[list[Statement], list[Equation], float]]:
    """The statements in each way they may be read, with the forward equations in them.

    With them, how many claims for a wrong one must be right that no other way is tried.
    """
    for said, equations in layered(statements):
        yield said, with_shared_parts(equations), MOST_WRONG
    for said in prepared(statements):
        for found in with_losses(with_last_step(with_steps_behind(equations_of(said))), said):
            for function in TRIED if open_activations(found) else TRIED[:1]:
                yield said, with_shared_parts(with_activation(found, function)), inf


def _of(found: _Scored, said: Sequence[Statement], forward: Forward, equations: Sequence[Equation]) -> OwnNetwork:
    kept = {one.equation.name for one in forward.formulas}
    rest = [one for one in equations if one.name not in kept and not one.called]
    left_out = tuple(one.left for one in rest if not is_open_loss(one, equations))
    return OwnNetwork(found.problem, found.text, tuple(said), left_out, unsure_of(forward))


def _best(networks: Iterable[tuple[Problem, str]], said: Sequence[Statement]) -> _Scored | None:
    """The network in which most of what is said of derivatives is right; None where more is wrong in all of them."""
    best: _Scored | None = None
    for problem, text in networks:
        one = _Scored(*_score(problem, said), problem, text)
        if one.right and one.right >= (one.wrong if best is None else MOST_WRONG * one.wrong):
            best = max(best or one, one, key=lambda scored: scored.right - scored.wrong)
        if one.right and not one.wrong:
            break
    return best


def _networks(forward: Forward, found: Iterable[Reading], name: str) -> Iterator[tuple[Problem, str]]:
    """The networks of the readings that can be read and derived, the likeliest first."""
    seen: set[tuple[tuple[str, int], ...]] = set()
    for reading in found:
        kind = _kind(reading)
        if kind in seen:
            continue
        seen.add(kind)
        text = file_of(forward, reading)
        problem = _read(text, name) if text else None
        if problem is None or not _is_derived(problem):
            continue
        yield problem, text
        if len(seen) == MOST_READ:
            return


def _kind(reading: Reading) -> tuple[tuple[str, int], ...]:
    """What tells readings apart: not how a bias or a target spreads."""
    return tuple(
        sorted(
            (name, len(shape)) for name, shape in reading.shapes.items() if not is_bias(name) and not is_target(name)
        )
    )


def _defines_otherwise(one: Verdict) -> bool:
    """Whether a page defines a value by another formula; one with a derivative in it defines no value."""
    return one.kind == says.VALUE and one.verdict == says.WRONG and r"\partial" not in one.link.text


def _score(
    problem: Problem, statements: Sequence[Statement], settled: Callable[[Verdict], Verdict] | None = None
) -> tuple[int, int]:
    """How many claims about derivatives are right in a network, and how many are wrong.

    None is right where the page defines a value otherwise than the network, which then is another.
    """
    found = PagePass(problem, settled_functions(statements, [problem]), explains=False).run(statements)
    if settled is not None:
        found = [list(map(settled, links)) for links in found]
    if any(_defines_otherwise(links[0]) for links in found if links):
        return 0, 0
    count = Counter(one.verdict for links in found for one in links if one.kind in (says.DERIVATIVE, says.UPDATE))
    return count[says.RIGHT], count[says.WRONG]

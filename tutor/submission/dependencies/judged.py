"""Open lines of a page that follow from its dependencies alone, judged by two networks of generic functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tutor.marking.mistakes.diagnosis import diagnosis as made
from tutor.marking.verdict import UNRECOGNISED
from tutor.problems.contract.problem import Problem
from tutor.submission.claims import judged as says
from tutor.submission.claims.judge import judge
from tutor.submission.claims.judged import Judged, Verdict
from tutor.submission.dependencies.generic import VARIANTS, GenericNetwork
from tutor.submission.dependencies.stated import Stated
from tutor.submission.own_network.scores import read
from tutor.submission.statement import CLAIM, Statement
from tutor.submission.verdicts import CLAIMS

BY_DEPENDENCIES = "by what the page says depends on what"
_OPEN = (says.NOT_READ, says.NOT_JUDGED)


def with_dependencies(found: Judged, *, sure: bool) -> Judged:
    """The verdicts, with those on open derivatives of values whose dependencies alone the page states.

    What states a dependency, or of what a loss is the sum, is no claim then. Where it is not ``sure`` that the page is
    about the problems it was judged by, nothing is wrong that follows from its dependencies.
    """
    if not any(one.verdict in CLAIMS and one.verdict != says.RIGHT for one in found.verdicts):
        return found
    stated = Stated(found.verdicts)
    network = GenericNetwork(stated)
    if not network.is_one:
        return found
    problems = [read(network.file(variant), "dependencies") for variant in range(VARIANTS)]
    known = [problem for problem in problems if problem is not None]
    if len(known) < VARIANTS:
        return found
    decided: dict[int, Verdict] = {}
    for at, verdict in _by(network, known, found.verdicts):
        doubted = not sure and found.verdicts[at].verdict in (says.WRONG, says.FOLLOWS)
        if found.verdicts[at].verdict in _OPEN or (doubted and verdict.verdict == says.RIGHT):
            decided[at] = verdict
    if not decided:
        return found
    for at, one in enumerate(found.verdicts):
        if one.verdict in _OPEN and any(one is line for line in stated.lines):
            decided[at] = one.replace(kind=says.DEPENDENCY, verdict=says.SETS, note="")
    return found.replace(verdicts=tuple(decided.get(at, one) for at, one in enumerate(found.verdicts)))


def _by(
    network: GenericNetwork, problems: Sequence[Problem], verdicts: Sequence[Verdict]
) -> Iterator[tuple[int, Verdict]]:
    """The verdicts in which all problems agree, each with its place; those on which they tell nothing are left out."""
    sides: dict[int, tuple[str, str]] = {}
    for at, one in enumerate(verdicts):
        if one.link.kind == CLAIM:
            left, right = network.rewritten(one.statement.left), network.rewritten(one.link.text)
            if left is not None and right is not None and network.is_judged(left, right):
                sides[at] = left, right
    lines = []
    for at, (left, right) in sides.items():
        own, link = verdicts[at].statement, verdicts[at].link.replace(text=right, expanded=True)
        lines.append(Statement(link.line, link.column, own.text, left, (link,), own.words))
    columns = [judge(lines, [problem]).verdicts for problem in problems]
    for (at, (left, right)), *judged in zip(sides.items(), *columns, strict=True):
        said = judged[0]
        if any((one.verdict, one.diagnosis) != (said.verdict, said.diagnosis) for one in judged):
            continue
        diagnosis = said.diagnosis
        if diagnosis == (UNRECOGNISED,):
            diagnosis = (made("path-missing"),) if network.is_one_path(left, right) else ()
        named = said.verdict == says.FOLLOWS or (said.verdict == says.WRONG and bool(diagnosis))
        if said.verdict == says.RIGHT or (named and not network.leaves_open(left, right)):
            yield (
                at,
                verdicts[at].replace(
                    kind=says.DERIVATIVE,
                    verdict=said.verdict,
                    diagnosis=diagnosis,
                    follows=said.follows,
                    note=BY_DEPENDENCIES,
                ),
            )

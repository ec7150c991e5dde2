"""Which settings hold for which statements: those of its row or line, and those of the line above.

``h_t = f(z_t), t = 1, …, T`` has one behind it; "for t = 3: …" one before it; "for t = 3:" holds for the block below,
or for the lines of a list.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.statement import SETTING, Statement

_LEADS = lazily(r"[当若如对设令]|\b(?:For|When|If|Let|Set|At|Given|Suppose|Assume)\b")
"""Words before a setting that holds for what follows, though statements stand before it."""


class Stated(NamedTuple):
    """A statement, its block, and its row or line."""

    statement: Statement
    block: int
    group: int


class _Run(NamedTuple):
    """Claims by their numbers, and the settings before and behind them that hold for them."""

    before: list[Statement]
    claims: list[int]
    behind: list[Statement]


def with_settings(stated: Sequence[Stated]) -> list[Statement]:
    """The statements in their order, each with the settings that hold for it."""
    groups: dict[int, list[Stated]] = {}
    for one in stated:
        groups.setdefault(one.group, []).append(one)
    found: list[Statement] = []
    above: list[Statement] = []
    line = 0  # where the group before ended
    block = -1  # the block that the settings above hold for, once it has come
    for group in groups.values():
        if not any(_is_claim(one) for one in group):
            own = [one.statement for one in group if _is_setting(one)]
            above, block = ([*above, *own] if own and block < 0 else own), -1
            found += [one.statement for one in group]
            continue
        first, ended = group[0].statement, line
        line = max(link.line for one in group for link in one.statement.links or (one.statement,))
        if group[0].block != block and (first.words or (block >= 0 and first.line > ended + 1)):
            above = []
        block = group[0].block
        statements, leading = _in_group(group, above)
        found += statements
        if leading:
            above, block = leading, -1
    return found


def _in_group(group: Sequence[Stated], above: Sequence[Statement]) -> tuple[list[Statement], list[Statement]]:
    """The statements of a row or line with their settings, and the settings at its end that lead to what follows."""
    runs: list[_Run] = [_Run([], [], [])]
    for number, one in enumerate(group):
        run = runs[-1]
        if _is_claim(one):
            if run.behind:
                run = _Run(run.before, [], [])
                runs.append(run)
            run.claims.append(number)
        elif _is_setting(one) and run.claims and _LEADS.search(one.statement.words):
            runs.append(_Run([one.statement], [], []))
        elif _is_setting(one):
            (run.behind if run.claims else run.before).append(one.statement)
    statements = [one.statement for one in group]
    for run in runs:
        settings = (*above, *run.before, *run.behind)
        for number in run.claims if settings else ():
            statements[number] = statements[number].replace(settings=settings)
    return statements, [] if runs[-1].claims else runs[-1].before


def _is_claim(one: Stated) -> bool:
    return bool(one.statement.links) and one.statement.kind != SETTING


def _is_setting(one: Stated) -> bool:
    return one.statement.kind == SETTING

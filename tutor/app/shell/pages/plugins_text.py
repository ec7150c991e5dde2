"""The rows of the Plugins page, and the reason given below them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from textual.content import Content

from tutor.app.drawing.cell_text import fit, flow, styled, wrap
from tutor.app.drawing.symbols import Symbols
from tutor.app.drawing.theme import MUTED, RIGHT, WRONG

if TYPE_CHECKING:
    from tutor.host import PluginReport
    from tutor.problems.contract.problem import Problem

CURSOR = "▸"


def draw_report(report: PluginReport, symbols: Symbols, cells: int, *, cursor: bool, margin: int) -> Content:
    """One plugin: whether it works, its name and version, how many problems it has or why it is set aside."""
    muted = "" if cursor else MUTED
    gutter = f"{CURSOR} ".rjust(margin) if cursor else " " * margin
    works = report.error is None
    sound = works and not report.broken
    sign = (symbols.right if sound else symbols.wrong).split(maxsplit=1)[0]
    name = report.name if report.bundled else f"{report.name} {report.version}"
    count = len(report.problems)
    state = f"{count} problem{'' if count == 1 else 's'}" if works else ("off" if report.off else "set aside")
    more = ("bundled" if report.bundled else f"from {report.distribution}") if works else report.error or ""
    row = styled(
        gutter,
        (f"{sign:<2}", RIGHT if sound else WRONG),
        fit(name, 16) + "  ",
        fit(state, 12) + "  ",
        (more, muted if works else ""),
    )
    return row.truncate(cells - margin, ellipsis=True)


def detail_rows(report: PluginReport, cells: int, *, full: bool) -> list[Content]:
    """What there is to say about the plugin under the cursor; with `full`, every line its failure printed."""
    head = f"{report.name} {report.version}   "
    if report.error is None:
        rows = [styled((head, "bold"), (f"from {report.distribution}", MUTED))]
        for problem, reason in report.broken.items():
            rows += [Content(line) for line in wrap(f"{problem} is set aside: {reason}", cells)]
        return rows
    rows = [styled((head, "bold"), (f"{report.where or 'from ' + report.distribution}", MUTED))]
    if full and report.detail:
        return rows + [Content(line) for text in report.detail.splitlines() for line in wrap(text, cells)]
    rows += [Content(line) for line in wrap(report.error, cells)]
    last = report.detail.strip().splitlines()[-1:] if report.detail else []
    return rows + [styled((line, MUTED)) for text in last for line in wrap(text, cells)]


def problem_rows(report: PluginReport, problems: Mapping[str, Problem], cells: int) -> list[Content]:
    """What a plugin brings, for the side column: each problem with its summary and how many steps it has."""
    rows: list[Content] = []
    for name in report.problems:
        found = problems.get(name)
        if found is None:
            continue
        rows += [Content(""), styled((found.title, "bold"), (f"   {name}", MUTED))]
        rows += [Content(line) for line in wrap(found.summary, cells)]
        if found.declared_steps is not None:
            rows.append(styled((f"{len(found.steps)} questions", MUTED)))
    return rows


def footer_rows(reports: tuple[PluginReport, ...], cells: int) -> list[Content]:
    """What can be done, in muted rows."""
    rows: list[Content] = []
    if any(report.error and not report.off for report in reports):
        rows += [
            *flow([Content("Plugins that are set aside are not run;"), Content("everything else works.")], cells, 1),
            *flow(
                [
                    Content("To try again after a repair: F8."),
                    styled("Its author can run: ", ("tutor plugins check", "bold")),
                ],
                cells,
                1,
            ),
            Content(""),
        ]
    rows += [
        styled(("add one     ", MUTED), "tutor plugins install NAME"),
        styled(("write one   ", MUTED), "tutor plugins new NAME"),
    ]
    return rows

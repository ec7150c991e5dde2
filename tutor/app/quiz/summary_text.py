"""The rows of the Summary: how a session went, what to look at again, what changed and what comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual.content import Content

from tutor.app.drawing.bars import meter, percent
from tutor.app.drawing.cell_text import fit, flow, styled, width, wrap
from tutor.app.drawing.symbols import Symbols
from tutor.app.drawing.theme import HELP, MUTED, RIGHT, WRONG
from tutor.app.quiz.reference_text import heading

if TYPE_CHECKING:
    from tutor.study import SessionChanges, Summary
    from tutor.study.session.summary import Result

ALL_RIGHT = "All were right; they come back when they are due."
MOST_SLIPS = 6
# Cells of the names of questions, with the blanks beside them.
BESIDE = 20
MOST_SKILLS = 6
BAR = 10
LEAST_BAR = 4
NUMBER = 7
# What is said of each question, and the sign that stands before it.
SAID = {
    "first-try": "first try",
    "hinted": "with a hint",
    "retried": "later try",
    "follow-through": "from your own value",
    "worked": "worked step",
    "wrong": "wrong",
    "open": "left for later",
}
SIGNS = {
    "first-try": ("right", RIGHT),
    "hinted": ("hint", HELP),
    "retried": ("right", MUTED),
    "follow-through": ("follow", HELP),
    "worked": ("worked", HELP),
    "wrong": ("wrong", WRONG),
    "open": ("undecided", MUTED),
}
# How a question has to have gone to be left alone.
WELL = ("first-try", "follow-through")


@dataclass(frozen=True)
class Finished:
    """What a session came to, as text needs it; `display` writes a problem's step.

    `right` are the right answers that the session did not tell, by problem and step.
    """

    title: str
    label: str
    mode: str
    summary: Summary
    changes: SessionChanges
    display: Callable[[str, str], str]
    right: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @property
    def again(self) -> tuple[Result, ...]:
        """The questions worth asking again, in their order."""
        return tuple(result for result in self.summary.results if result.outcome not in WELL)


def minutes(seconds: float) -> str:
    """`11 min`, or `40 s` for what took less than one."""
    return f"{round(seconds / 60)} min" if seconds >= 60 else f"{max(1, round(seconds))} s"


def summary_rows(done: Finished, cells: int, graph: list[Content]) -> list[Content]:
    """All of it, one below the other, in `cells` cells; the `graph` with its signs after the score."""
    return _apart(
        _score(done, cells),
        graph,
        _slips(done, cells),
        _again(done, cells),
        _skills(done, cells),
        _comes_back(done),
    )


def main_rows(done: Finished, cells: int, graph: list[Content], symbols: Symbols) -> list[Content]:
    """The wider part of a wide screen: how it went, on the `graph` too, what to look at again, and every question."""
    again = _again(done, cells) or _questions(done, cells, symbols)
    return _apart(_score(done, cells), graph, _slips(done, cells), again)


def signs_row(symbols: Symbols, mode: str) -> Content:
    """What the signs on the graph say; an exam has no hints and one try."""
    right, wrong = (symbols.right, RIGHT), (symbols.wrong, WRONG)
    said = [(*right, "right"), (*wrong, "not right")]
    if mode != "exam":
        said = [(*right, "first try"), (symbols.hint, HELP, "with a hint"), (*wrong, "later")]
    parts = [((sign.split(maxsplit=1)[0], style), (f" {words}   ", MUTED)) for sign, style, words in said]
    return styled(*(piece for part in parts for piece in part))


def side_rows(done: Finished, cells: int) -> list[Content]:
    """The side column of a wide screen: what changed, what comes back, and what to do next."""
    back = done.changes.when()
    again = done.again
    names = [Content(done.display(result.problem, result.step)) for result in again]
    todo = [styled(("enter  ", "bold"), f"retry {'this one' if len(again) == 1 else f'these {len(again)}'}")]
    todo += [styled("       ", line) for line in flow(names, cells - 7)]
    return _apart(
        _skills(done, cells, heading("SKILLS")),
        [heading("COMES BACK"), *(Content(line) for line in wrap(back, cells))] if back else [],
        [heading("NEXT"), *(todo if again else [Content(line) for line in wrap(ALL_RIGHT, cells)])],
    )


def _apart(*blocks: list[Content]) -> list[Content]:
    """Blocks with a blank row between them, those that are empty left out."""
    rows: list[Content] = []
    for block in filter(None, blocks):
        rows += [*([Content("")] if rows else []), *block]
    return rows


def _score(done: Finished, cells: int) -> list[Content]:
    total, first = done.summary.total, done.summary.first_try
    if done.mode == "exam":
        right = first + done.summary.follow_through
        share = f" ({round(100 * right / total)} %)" if total else ""
        head = f"{right} of {total} right{share}"
    else:
        right = first
        head = f"{first} of {total} right at the first try"
    return [styled((head, "bold")), meter(right, total, cells), *_counts(done.summary, cells)]


def _questions(done: Finished, cells: int, symbols: Symbols) -> list[Content]:
    """Every question and how it went, in columns."""
    rows = []
    names = [done.display(result.problem, result.step) for result in done.summary.results]
    size = min(24, max((width(name) for name in names), default=0)) + 2
    column = 6 + size + max(map(len, SAID.values())) + 3
    many = max(1, cells // column)
    deep = -(-len(names) // many)
    for at in range(deep):
        row: list[Content] = []
        for number in range(at, len(names), deep):
            outcome = done.summary.results[number].outcome
            kind, style = SIGNS[outcome]
            sign = getattr(symbols, kind).split(maxsplit=1)[0]
            said = styled("  ", (fit(sign, 4), style), fit(names[number], size), (SAID[outcome], MUTED))
            row.append(said + " " * max(0, column - said.cell_length))
        rows.append(Content("").join(row))
    return [styled(("all questions", MUTED)), *rows] if rows else []


def _counts(summary: Summary, cells: int) -> list[Content]:
    counts = (
        ("first try", summary.first_try),
        ("with a hint", summary.with_hint),
        ("later try", summary.later_try),
        ("from your own value", summary.follow_through),
        ("worked step", summary.worked),
        ("wrong", summary.wrong),
        ("left for later", summary.left),
    )
    return flow([styled((f"{label} ", MUTED), str(count)) for label, count in counts if count], cells)


def _slips(done: Finished, cells: int) -> list[Content]:
    slips = done.summary.slips[:MOST_SLIPS]
    if not slips:
        return []
    problem = {result.step: result.problem for result in done.summary.results}
    names = [done.display(problem.get(slip.step, ""), slip.step) for slip in slips]
    size = min(24, max(width(name) for name in names)) + 3
    rows = [styled(("worth a look", MUTED))]
    room = max(16, min(cells - size - 8, max(width(slip.message) for slip in slips) + 2))
    for slip, name in zip(slips, names, strict=True):
        said = (slip.message or "a slip that was not recognised").rstrip(".")
        lines = wrap(said, room)
        for index, line in enumerate(lines):
            count = f"  ×{slip.count}" if index == 0 else ""
            text = styled("  ", fit(name if index == 0 else "", size), fit(line, room), (count, MUTED))
            rows.append(text)
    return rows


def _again(done: Finished, cells: int) -> list[Content]:
    """In an exam, which questions were not right, what was answered and what is right: it was not told before."""
    if done.mode != "exam" or not done.again:
        return []
    rows = [styled(("not right", MUTED))]
    for result in done.again:
        name = done.display(result.problem, result.step)
        said = [("yours  ", result.answer or "no answer", MUTED)]
        said += [("right  ", right, "") for right in [done.right.get((result.problem, result.step), "")] if right]
        for label, text, style in said:
            for index, line in enumerate(wrap(text, cells - BESIDE - len(label))):
                head = fit(name, BESIDE - 4) if (index, label) == (0, said[0][0]) else " " * (BESIDE - 4)
                lead = label if index == 0 else " " * len(label)
                rows.append(styled("  ", head, "  ", (lead, MUTED), (line, style)))
    return rows


def _skills(done: Finished, cells: int, head: Content | None = None) -> list[Content]:
    changes = [c for c in done.changes.skills if percent(c.before) != percent(c.now)]
    changes = (changes or list(done.changes.skills))[:MOST_SKILLS]
    if not changes:
        return []
    longest = max(14, *(width(change.skill) for change in changes)) + 2
    size = max(8, min(longest, cells - 2 - 2 * NUMBER))
    bar = min(BAR, cells - 2 - size - 2 * NUMBER - 3)
    head = head or styled(("skills", MUTED))
    columns = fit("before", NUMBER, right=True) + fit("now", NUMBER, right=True)
    rows = [head + " " * max(1, 2 + size - head.cell_length) + styled((columns, MUTED))]
    for change in changes:
        parts = [
            styled("  ", fit(change.skill.replace("-", " "), size)),
            styled((fit(percent(change.before), NUMBER, right=True), MUTED)),
            styled(fit(percent(change.now), NUMBER, right=True)),
        ]
        if bar >= LEAST_BAR:
            parts += [Content("   "), meter(change.now, 1.0, bar)]
        rows.append(Content("").join(parts))
    return rows


def _comes_back(done: Finished) -> list[Content]:
    when = done.changes.when()
    return [styled(("comes back   ", MUTED), (when, HELP))] if when else []

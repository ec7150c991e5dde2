"""The rows of Home as text: what to go on with, what is due, and every problem with what is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.content import Content

from tutor.app.drawing.bars import meter
from tutor.app.drawing.cell_text import fit, row, styled, width
from tutor.app.drawing.theme import HELP, MUTED

if TYPE_CHECKING:
    from tutor.app.shell.services.kept_pages import KeptPage
    from tutor.graph.names_only import NameGraph
    from tutor.study import Mode

MODES: tuple[Mode, ...] = ("learn", "practise", "exam")
ALWAYS = ("own", "hand-in")
"""Kinds of rows that are there without any problem."""
CURSOR = "▸"
FINISHED = "Finished: enter asks it with new numbers."
SUMMARY = 32


@dataclass(frozen=True)
class About:
    """What is shown of a problem before it is opened: its next steps by number, and how well its skills are known.

    Of a skill that was never asked nothing is known.
    """

    statement: tuple[str, ...]
    graph: NameGraph | None
    next: tuple[tuple[int, str], ...]
    skills: tuple[tuple[str, float | None], ...]


@dataclass(frozen=True)
class Entry:
    """One row.  `kind` is one of LABELS, whose rows have `text` and `aside`, or problem.

    Of a problem's `total` questions so many are `done`, known and due. A `network` is a problem in a file of the
    learner's own, or what is to become one; `fault` says why it cannot be read. Of one that was never asked no steps
    are known: its `total` is 0. A `page` is what the row opens where that was open before.
    """

    kind: str
    problem: str = ""
    plugin: str = ""
    title: str = ""
    summary: str = ""
    done: int = 0
    known: int = 0
    total: int = 0
    due: int = 0
    text: str = ""
    aside: str = ""
    about: About | None = None
    network: bool = False
    fault: str = ""
    session: str = ""
    page: KeptPage | None = None

    @property
    def id(self) -> str:
        """Unique among the rows."""
        if self.kind == "page" and self.page is not None:
            return f"page:{self.page.path}"
        return f"problem:{self.problem}" if self.kind == "problem" else self.kind

    def matches(self, words: str) -> bool:
        """Whether every word of a filter is found in what the row shows."""
        shown = f"{self.plugin} {self.title} {self.summary} {self.problem}".casefold()
        return all(word in shown for word in words.casefold().split())


@dataclass(frozen=True)
class HomeView:
    """All that Home shows: its rows, how much is done and known in all, and one muted note (or none).

    `answers` counts those ever given. `gathered` is false until plugins have been looked for; of the `uncounted`
    problems it is not known how many questions there are.
    """

    entries: tuple[Entry, ...] = ()
    done: int = 0
    known: int = 0
    total: int = 0
    answers: int = 0
    note: str = ""
    gathered: bool = True
    uncounted: tuple[str, ...] = ()

    def rows(self, words: str, *, spaced: bool) -> tuple[Entry | None, ...]:
        """The rows in their order, those that match the words of a filter where there is one; None is a blank row.

        There is one before the problems, and where they are `spaced` one between plugins.
        """
        if words:
            return tuple(entry for entry in self.entries if entry.title and entry.matches(words))
        rows: list[Entry | None] = []
        for entry in self.entries:
            above = rows[-1] if rows else None
            new_group = above is not None and above.kind != "problem" and entry.kind == "problem"
            new_plugin = spaced and above is not None and above.plugin != entry.plugin
            if new_group or (new_plugin and entry.kind == "problem"):
                rows.append(None)
            rows.append(entry)
        return tuple(rows)


LABELS = {
    "left": "Continue",
    "start": "Start",
    "continue": "Continue",
    "next": "Next",
    "finished": "Finished",
    "review": "Review",
    "find": "Find",
    "own": "Write",
    "hand-in": "Hand in",
    "page": "Page",
}


@dataclass(frozen=True)
class Columns:
    """Widths of the columns of a list, the same for all its rows."""

    margin: int
    plugin: int
    title: int
    summary: int
    bar: int
    total: int

    @classmethod
    def plan(cls, entries: Sequence[Entry], cells: int, margin: int = 2) -> Columns:
        """Share `cells` among the columns: names first, then the summary if it fits whole, the rest a bar."""
        problems = [entry for entry in entries if entry.kind == "problem"]
        plugin = min(18, max([11, *(width(entry.plugin) for entry in problems)])) + 3
        title = min(24, max([16, *(width(entry.title) for entry in problems)])) + 2
        rest = cells - 2 * margin - plugin - title - COUNT - KNOWN - DUE
        longest = min(SUMMARY, max([0, *(width(entry.summary) for entry in problems)])) + 2
        summary = longest if rest - longest >= 8 else 0
        bar = max(0, min(24, rest - summary))
        return cls(margin, plugin, title + (0 if summary else rest - bar), summary and rest - bar, bar, cells)


COUNT = 11
KNOWN = 11
DUE = 9
_NOT_YET = "  not begun"
_UNREAD = "  has fault"


def draw(entry: Entry, columns: Columns, *, cursor: bool, first: bool) -> Content:
    """One row; on the cursor row nothing is muted, and `▸` stands in the gutter."""
    muted = "" if cursor else MUTED
    margin = columns.margin
    gutter = f"{CURSOR} ".rjust(margin) if cursor else " " * margin
    if entry.kind != "problem":
        label = (fit(LABELS[entry.kind], 10), "bold")
        return row(
            styled(gutter, label, entry.text),
            styled((entry.aside, muted), " " * margin),
            columns.total,
        )
    due = f"{entry.due} due" if entry.due else ""
    parts = styled(
        gutter,
        (fit(entry.plugin if first else "", columns.plugin), muted),
        fit(entry.title, columns.title - 1) + " ",
        (fit(entry.summary, columns.summary - 2) + "  " if columns.summary else "", muted),
        *_done(entry, columns.bar, muted),
        (fit(f"{entry.known} known" if entry.known else "", KNOWN, right=True), muted),
        (fit(due, DUE, right=True), "" if cursor else HELP),
        " " * margin,
    )
    return parts if parts.cell_length <= columns.total else parts.truncate(columns.total)


def _done(entry: Entry, bar: int, muted: str) -> tuple[Content | str | tuple[str, str], ...]:
    """How much is done; of how many is not told where the steps are yet to be derived."""
    if entry.fault:
        return " " * bar, (fit(_UNREAD, COUNT), muted)
    if not entry.total:
        return meter(0, 1, bar), (fit(_NOT_YET, COUNT), muted)
    return meter(entry.done, entry.total, bar), f"{entry.done:>5}", (fit(f" of {entry.total}", COUNT - 5), muted)


def standing(done: int, known: int, total: int) -> str:
    """How far one is: `11 of 26 done, 4 known`."""
    return f"{done} of {total} done, {known} known"


def mode_line(modes: Sequence[str], chosen: str, about: str, cells: int) -> Content:
    """The modes in a row, the chosen one between `‹ ›`, then what it means."""
    parts: list[str | tuple[str, str]] = [("mode  ", MUTED)]
    for index, mode in enumerate(modes):
        name = mode.capitalize()
        parts.append(" " if index else "")
        if mode == chosen:
            parts += [("‹ ", MUTED), (name, "bold $text-primary"), (" ›", MUTED)]
        else:
            parts.append((f"  {name}  ", MUTED))
    parts.append((f"   {about}", MUTED))
    return styled(*parts).truncate(cells, ellipsis=True)

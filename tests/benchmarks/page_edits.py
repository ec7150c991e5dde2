"""Right statements of worked solutions with one change each: what is said of them, and of the rest of their page.

    python -m tests.benchmarks.page_edits [--all] [--seed N] [--kind KIND] [NAME ...]

Every statement of `tests/submission/pages` that deserves to be right and is called right is changed in one place, as
people slip (`page_changes.py`); the kinds take turns, so that each comes as often as it can, and the choice is the same
in every run. ``--all`` makes every change instead, which takes an hour. Every change that is not found is printed, and
every other statement of its page that was right and is wrong in its own right after it (*blamed anew*). The table has a
row for each kind: changes made; found, which are wrong or follow at their line; of these named, with a code that says
what was done; not judged; not read; still right; equal, which are among those still right and have the same value, as
`equal_changes.txt` knows, where people look at them; and the share found of those that are not equal.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import tutor
from tests.benchmarks.page_changes import Change, changes_of_code, changes_of_formula
from tests.benchmarks.pages import marked
from tests.submission.deserved import HandIn, hand_in, outcomes, page_names
from tutor.submission.marked import CODE, Marked, MarkedStatement
from tutor.submission.verdicts import FOLLOWS, NOT_JUDGED, NOT_READ, RIGHT, WRONG

EQUAL = Path(__file__).with_name("equal_changes.txt")
_SLOPES = frozenset({"derivative-missing", "derivative-point", "derivative-other", "derivative-twice"})
_FACTORS = frozenset({"factor-missing", "factor", "delta-missing", "inverse-missing", "rate-missing"}) | _SLOPES
_NAMED = {
    "sign": frozenset({"sign"}),
    "factor": _FACTORS | {"mean-missing", "sum-missing", "term-missing", "shape", "gate-missing", "mask", "power"},
    "order": frozenset({"order", "transpose", "shape"}),
    "transpose": frozenset({"order", "transpose", "shape"}),
    "time": frozenset({"time-shift", "swapped", "other-gradient", "derivative-point", "index"}),
    "mean": frozenset({"mean-missing", "mean-twice", "mean-axis", "factor", "factor-missing", "inverse-missing"}),
    "sum": frozenset({"sum-missing", "index", "index-unused", "shape", "position", "factor", "factor-missing"}),
    "power": frozenset({"power", "factor-missing", "factor-twice"}) | _SLOPES,
    "slope": _SLOPES | {"factor-twice", "factor-missing", "power", "operation"},
    "digit": frozenset({"factor", "power", "rounding", "unrecognised", "term-missing", "operation"}),
    "letter": frozenset({"index", "index-unused", "swapped", "shape", "transpose", "sum-missing", "delta-missing"}),
    "name": frozenset({"swapped", "other-gradient", "gate-swapped", "updated-weights", "derivative-point", "shape"}),
    "axis": frozenset({"softmax-axis", "mean-axis", "sum-extra", "sum-missing", "shape", "index"}),
}
"""The codes that say what a change of a kind did."""


class Place(NamedTuple):
    """A statement of a page that may be changed, where its right side begins and ends in the page's text."""

    statement: MarkedStatement
    start: int
    end: int


class Found(NamedTuple):
    """What became of a change: the statement itself, and the others that are blamed for it."""

    changed: MarkedStatement | None
    blamed: Sequence[MarkedStatement]


def places(page: HandIn, before: Marked) -> Iterator[Place]:
    """The statements that are right and deserve it, whose right sides stand in the text as they were read."""
    starts = [0]
    for line in before.source.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for _, deserved, one in outcomes(page, before.statements):
        if one is None or deserved is None or not one.verdict == deserved.verdicts[0][0] == RIGHT:
            continue
        begin = starts[one.line - 1] + one.column - 1
        right = one.right.strip()
        start = before.source.find(right, begin)
        if right and 0 <= start - begin <= 2 * len(one.left) + 40:
            yield Place(one, start, start + len(right))


def changes(place: Place, page: HandIn, before: Marked) -> list[Change]:
    """The different changes of a statement."""
    right = before.source[place.start : place.end]
    if place.statement.kind == CODE:
        names = frozenset(one.left for one in before.statements if one.kind == CODE and one.left.isidentifier())
        made: Iterable[Change] = changes_of_code(right, names)
    else:
        latex = "\\" in right or page.path.suffix != ".txt"
        made = changes_of_formula(right, before.source, latex=latex)
    seen: dict[str, Change] = {}
    for one in made:
        plain = "".join(one.text.split())
        if plain and plain != "".join(right.split()):
            seen.setdefault(plain, one)
    return list(seen.values())


def chosen(made: Sequence[Change], used: Counter[str], seed: str) -> Iterator[Change]:
    """One change of a kind that has come least often."""
    kinds = sorted({one.kind for one in made}, key=lambda kind: (used[kind], kind))
    if kinds:
        yield random.Random(seed).choice([one for one in made if one.kind == kinds[0]])


def tried(page: HandIn, before: Marked, place: Place, new: str) -> Found:
    """What is said of a page after a change."""
    source = before.source
    text = source[: place.start] + new + source[place.end :]
    if page.path.suffix == ".ipynb":
        text = _in_notebook(page, source, text, place)
    after = tutor.mark_page(text, page.problems, name=page.path.name)
    here = (place.statement.line, place.statement.column)
    found = {(one.line, one.column): one for one in after.statements}
    line_end = source.find("\n", place.end)
    rest = source[place.end : line_end if line_end >= 0 else None]
    last = source.count("\n", 0, place.end) + 1
    moved = len(new) - (place.end - place.start)
    blamed = []
    for one in before.statements:
        if one.verdict != RIGHT or (one.line, one.column) == here:
            continue
        behind = one.line == last and one.column > place.end - source.rfind("\n", 0, place.end) - 1
        other = found.get((one.line, one.column + (moved if behind and rest else 0)))
        if other is not None and other.verdict == WRONG:
            blamed.append(other)
    return Found(found.get(here), blamed)


def _in_notebook(page: HandIn, source: str, text: str, place: Place) -> str:
    """The file with the changed line in the place of the old one."""
    start = source.rfind("\n", 0, place.start) + 1
    end = source.find("\n", place.end)
    end = len(source) if end < 0 else end
    old, new = source[start:end], text[start : end + len(text) - len(source)]
    file = page.path.read_text(encoding="utf-8")
    for ascii_only in (True, False):
        typed = json.dumps(old, ensure_ascii=ascii_only)[1:-1]
        if file.count(typed) == 1:
            return file.replace(typed, json.dumps(new, ensure_ascii=ascii_only)[1:-1])
    raise ValueError(f"{page.path.name}: this line stands there more than once: {old}")


def counted(kind: str, found: Found, *, equal: bool) -> Counter[str]:
    """The figures of one change."""
    verdict = found.changed.verdict if found.changed is not None else "lost"
    count = Counter(made=1, equal=int(equal))
    count["found"] = int(verdict in (WRONG, FOLLOWS))
    count["alarm"] = int(equal and verdict in (WRONG, FOLLOWS))
    codes = {one.code for one in found.changed.diagnosis} if found.changed is not None else set()
    count["named"] = int(verdict == WRONG and bool(codes & _NAMED[kind]))
    for column in (NOT_JUDGED, NOT_READ):
        count[column] = int(verdict == column)
    count["still right"] = int(verdict == RIGHT)
    count["other"] = int(verdict not in (RIGHT, WRONG, FOLLOWS, NOT_JUDGED, NOT_READ))
    count["blamed anew"] = len(found.blamed)
    return count


def main() -> None:
    """Print every change that is not found, and the figures by kind."""
    words = sys.argv[1:]
    seed = words[words.index("--seed") + 1] if "--seed" in words else "1"
    kind = words[words.index("--kind") + 1] if "--kind" in words else ""
    names = [name for name in page_names() if name in words] or page_names()
    equals = frozenset(EQUAL.read_text(encoding="utf-8").splitlines())
    used: Counter[str] = Counter()
    figures: dict[str, Counter[str]] = {}
    for name in names:
        page = hand_in(name)
        before = marked(page)
        for place in places(page, before):
            made = [one for one in changes(place, page, before) if kind in ("", one.kind)]
            here = f"{name} {place.statement.line}"
            for change in made if "--all" in words else chosen(made, used, f"{seed} {here} {place.statement.column}"):
                used[change.kind] += 1
                found = tried(page, before, place, change.text)
                said = f"{here}: {' '.join(place.statement.left.split())} = {' '.join(change.text.split())}"
                equal = said in equals
                figures.setdefault(change.kind, Counter()).update(counted(change.kind, found, equal=equal))
                _tell(said, change.kind, found, equal=equal)
    _table(figures)


def _tell(said: str, kind: str, found: Found, *, equal: bool) -> None:
    verdict = found.changed.verdict if found.changed is not None else "lost"
    note = f" ({found.changed.note})" if found.changed is not None and found.changed.note else ""
    if (verdict not in (WRONG, FOLLOWS)) != equal:
        print(f"{verdict}, {kind}{note}: {said}")
    for one in found.blamed:
        codes = " ".join(part.code for part in one.diagnosis)
        print(f"blamed anew {one.line}, {codes}, {' '.join(one.text.split())[:90]}; by {kind}: {said}")


def _table(figures: dict[str, Counter[str]]) -> None:
    columns = ("made", "equal", "found", "named", NOT_JUDGED, NOT_READ, "still right", "other", "alarm", "blamed anew")
    print(" " * 12 + "".join(f"{column:>12}" for column in columns) + f"{'share':>9}")
    for kind, count in [*sorted(figures.items()), ("all", sum(figures.values(), Counter()))]:
        share = (count["found"] - count["alarm"]) / max(1, count["made"] - count["equal"])
        print(f"{kind:12}" + "".join(f"{count[column]:12}" for column in columns) + f"{share:9.1%}")


if __name__ == "__main__":
    main()

"""Worked solutions as people hand them in: what is said of each statement beside what it deserves.

    python -m tests.benchmarks.pages [--unnamed] [--note] [NAME ...]

The pages and what is expected of them are in `tests/submission/pages`; `tests/submission/deserved.py` says how that is
written. Every statement with another verdict is printed on a line, then the figures of each format: right statements
called right; those called wrong or following; wrong ones, or such as follow from them, called right; wrong ones found,
and of these with a true name; pages whose first wrong statement was the first that is called wrong. ``--note`` writes
into the expectations what comes of them today; with ``--unnamed`` no page is told what it is about.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Sequence

import tutor
from tests.submission.deserved import (
    ACCEPTED,
    FALSE_ALARM,
    PAGES,
    HandIn,
    Outcome,
    hand_in,
    noted,
    outcomes,
    page_names,
    told,
)
from tutor.submission.marked import Marked
from tutor.submission.verdicts import CLAIMS, FOLLOWS, JUDGED, RIGHT, WRONG

_COLUMNS = (
    "pages", "claims", "judged", "right", "called right", "false alarms", "wrong", "found", "named",
    "following", "seen", "accepted", "with a wrong one", "first found", "ms a statement",
)  # fmt: skip


def marked(page: HandIn, *, named: bool = True) -> Marked:
    """What is said of a page; unless its problems are ``named``, it has to find its own."""
    problems = page.problems if named else ()
    return tutor.mark_page(page.path.read_text(encoding="utf-8"), problems, name=page.path.name)


def counted(page: HandIn, found: Marked, all_outcomes: Sequence[Outcome]) -> Counter[str]:
    """The figures of one page."""
    count: Counter[str] = Counter(pages=1)
    count["claims"] = sum(one.verdict in CLAIMS for one in found.statements)
    count["judged"] = sum(one.verdict in JUDGED for one in found.statements)
    for kind, deserved, one in all_outcomes:
        count["false alarms"] += kind == FALSE_ALARM
        count["accepted"] += kind == ACCEPTED
        if deserved is None:
            continue
        due, verdict = deserved.verdicts[0][0], one.verdict if one else ""
        count["right"] += due == RIGHT
        count["called right"] += due == verdict == RIGHT
        count["wrong"] += due == WRONG
        count["found"] += due == WRONG and verdict in (WRONG, FOLLOWS)
        count["named"] += due == WRONG and not kind
        count["following"] += due == FOLLOWS
        count["seen"] += due == FOLLOWS == verdict
    first = min((one.line for one in page.deserved if one.verdicts[0][0] == WRONG), default=None)
    if first is not None:
        count["with a wrong one"] = 1
        count["first found"] = int(first == found.summary.first_wrong_line)
    return count


def main() -> None:
    """Print every deviation, and the figures by format."""
    named = "--unnamed" not in sys.argv
    chosen = [name for name in sys.argv[1:] if not name.startswith("--")] or page_names()
    formats: dict[str, Counter[str]] = {}
    kinds: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    statements: Counter[str] = Counter()
    for name in chosen:
        page = hand_in(name)
        begun = time.perf_counter()
        found = marked(page, named=named)
        spent = time.perf_counter() - begun
        all_outcomes = list(outcomes(page, found.statements))
        suffix = page.path.suffix
        formats.setdefault(suffix, Counter()).update(counted(page, found, all_outcomes))
        seconds[suffix] += spent
        statements[suffix] += len(found.statements)
        if "--note" in sys.argv:
            (PAGES / f"{name}.expected").write_text(noted(page, all_outcomes), encoding="utf-8")
        print(f"{page.path.name}, {len(found.statements)} statements, {1000 * spent:.0f} ms")
        for outcome in all_outcomes:
            if outcome.kind:
                kinds[outcome.kind] += 1
                print(f"  {told(outcome)}")
    total = sum(formats.values(), Counter())
    rows = [*sorted(formats.items()), ("all", total)]
    for suffix, of_format in rows:
        of_all = suffix == "all"
        spent = sum(seconds.values()) if of_all else seconds[suffix]
        count = sum(statements.values()) if of_all else statements[suffix]
        of_format["ms a statement"] = round(1000 * spent / max(1, count))
    print()
    for column in _COLUMNS:
        print(f"{column:18}" + "".join(f"{of_format[column]:8}" for _, of_format in rows))
    print(" " * 18 + "".join(f"{suffix:>8}" for suffix, _ in rows))
    print("deviations:", dict(kinds.most_common()))


if __name__ == "__main__":
    main()

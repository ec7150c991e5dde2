"""What every statement of the pages in `pages/` deserves, and how far its verdict is from that.

Beside a page is a file ``NAME.expected``. Its head names what the page is about, ``problem: ID`` in the order of the
page, or gives it in lines ``network: ...`` of a network file. Then a line for each statement, the line of the page
first (of a notebook that of its cells, one below the other):

    21: wrong sign | left side | right side
    27: follows 21
    30: right or follows 21

Pieces of the left and the right side stand only where several statements share a line; white space and `&` do not
count, and a right side that is the piece comes first. The verdicts are those of a report; ``wrong`` is followed by all
codes that name the cause. ``definition`` and ``setting`` are for what introduces a name or fixes a size, ``unread`` for
what nobody can read. With a question mark, ``right?``, nothing needs to be said of it.
``21: today not judged, wrong sign`` notes what comes of it now and is less than it deserves. What only unpacks, returns
or hands over names of code needs no line, but must not be called wrong either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import tutor
from tutor import host
from tutor.marking.verdict import alternatives
from tutor.submission.marked import MarkedStatement
from tutor.submission.verdicts import DEFINES, FOLLOWS, NOT_JUDGED, RIGHT, SETS, WRONG

PAGES = Path(__file__).with_name("pages")
UNREAD = "unread"
MOST_NAMES = 3
"""Of what cannot be told apart by value one name holds; more than three tell nothing."""
NO_CAUSE = frozenset({"unrecognised", "zero", "place", "block", "line", "question"})
"""Codes that say what a value looks like, and are no cause."""

FALSE_ALARM, ACCEPTED = "false alarm", "accepted"
NOT_FOUND, UNNAMED, MISNAMED = "not found", "unnamed", "misnamed"
BLAMED_ANEW, EXCUSED, OTHER_LINE = "blamed anew", "excused", "follows another line"
_LINE = re.compile(r"(\d+): (?:today ([a-z ]+), )?([^|]+?)(\?)?(?:\s*\|(.*))?")


class Deserved(NamedTuple):
    """What one statement deserves: its verdicts, each with codes or the line that it follows, and today's shortfall."""

    line: int
    verdicts: tuple[tuple[str, frozenset[str]], ...]
    optional: bool
    today: str
    left: str
    right: str


class HandIn(NamedTuple):
    """A page with the problems that it is about and what its statements deserve."""

    path: Path
    problems: tuple[Any, ...]
    deserved: tuple[Deserved, ...]


class Outcome(NamedTuple):
    """A statement that was marked beside what it deserves; either may be missing. ``kind`` is empty if they agree."""

    kind: str
    deserved: Deserved | None
    marked: MarkedStatement | None

    @property
    def is_worse(self) -> bool:
        """Whether it is neither as it should be nor as it is noted to be today."""
        return bool(self.kind) and (self.deserved is None or self.kind != self.deserved.today)


@lru_cache
def page_names() -> tuple[str, ...]:
    """The pages by their names, without what the files end in."""
    return tuple(sorted(path.stem for path in PAGES.glob("*.expected")))


@lru_cache
def hand_in(name: str) -> HandIn:
    """The page of a name and what was written about it."""
    (path,) = (one for one in PAGES.glob(f"{name}.*") if one.suffix != ".expected")
    heads: dict[str, list[str]] = {"problem": [], "network": []}
    deserved = []
    for text in (PAGES / f"{name}.expected").read_text(encoding="utf-8").splitlines():
        head, _, rest = text.partition(": ")
        if head in heads:
            heads[head].append(rest)
        else:
            deserved.append(_deserved(text))
    problems = [host.problem(one) for one in heads["problem"]]
    if heads["network"]:
        problems.append(tutor.network("\n".join(heads["network"])))
    return HandIn(path, tuple(problems), tuple(deserved))


def _deserved(text: str) -> Deserved:
    said = _LINE.fullmatch(text)
    if said is None:
        raise ValueError(f"no expectation: {text}")
    verdicts = []
    for one in said[3].split(" or "):
        verdict, *codes = one.split()
        verdicts.append((verdict, frozenset(codes)))
    left, right, *_ = [*(said[5] or "").split(" | "), ""]
    return Deserved(int(said[1]), tuple(verdicts), bool(said[4]), said[2] or "", _close(left), _close(right))


def outcomes(page: HandIn, statements: tuple[MarkedStatement, ...]) -> Iterator[Outcome]:
    """Every expectation beside its statement, then what was marked though nothing was expected of it."""
    left_over = list(statements)
    for deserved in page.deserved:
        found = [one for one in left_over if _is_about(deserved, one)]
        if not found:
            yield Outcome("" if deserved.optional or UNREAD in deserved.verdicts[0] else NOT_FOUND, deserved, None)
            continue
        one = next((one for one in found if _close(one.right) == deserved.right), found[0])
        left_over.remove(one)
        yield Outcome(_kind(deserved, one), deserved, one)
    for one in left_over:
        yield Outcome(FALSE_ALARM if one.verdict in (WRONG, FOLLOWS) else "", None, one)


def _is_about(deserved: Deserved, one: MarkedStatement) -> bool:
    if one.line != deserved.line:
        return False
    return deserved.left in _close(one.left) and deserved.right in _close(one.right)


def _kind(deserved: Deserved, one: MarkedStatement) -> str:
    kinds = [_against(verdict, said, one) for verdict, said in deserved.verdicts]
    if "" in kinds or (deserved.optional and one.verdict not in (WRONG, FOLLOWS)):
        return ""
    return kinds[0]


def _against(verdict: str, said: frozenset[str], one: MarkedStatement) -> str:
    """How far a statement is from one verdict that it may have; empty if it has it."""
    got = one.verdict
    if verdict in (WRONG, FOLLOWS):
        if got in (WRONG, FOLLOWS):
            return _wrong(said, one) if verdict == WRONG else _following(said, one)
        return ACCEPTED if got == RIGHT else got
    if got in (WRONG, FOLLOWS):
        return FALSE_ALARM
    if verdict == UNREAD:
        return ACCEPTED if got == RIGHT else ""
    if verdict in (DEFINES, SETS):
        return "" if got in (DEFINES, SETS, RIGHT, NOT_JUDGED) else got
    return "" if got == RIGHT else got


def _wrong(codes: frozenset[str], one: MarkedStatement) -> str:
    if one.verdict == FOLLOWS:
        return EXCUSED
    told = {part.code for part in one.diagnosis} - (NO_CAUSE - codes)
    if not told:
        return UNNAMED
    return "" if told & codes and len(alternatives(one.diagnosis)) <= MOST_NAMES else MISNAMED


def _following(lines: frozenset[str], one: MarkedStatement) -> str:
    if one.verdict == WRONG:
        return BLAMED_ANEW
    return "" if str(one.follows) in lines else OTHER_LINE


def _close(text: str) -> str:
    return re.sub(r"[\s&]", "", text)


def told(outcome: Outcome) -> str:
    """An outcome in a line, for people who look for what to mend."""
    deserved, one = outcome.deserved, outcome.marked
    due = " or ".join(" ".join((verdict, *sorted(said))) for verdict, said in deserved.verdicts) if deserved else "-"
    got = "nothing"
    if one is not None:
        codes = " ".join(dict.fromkeys(part.code for part in one.diagnosis)) or str(one.follows or "")
        got = f"{one.verdict} {codes}".strip() + (f" ({one.note})" if one.note else "")
    text = " ".join(one.text.split())[:100] if one else f"{deserved.left} {deserved.right}" if deserved else ""
    line = one.line if one else deserved.line if deserved else 0
    return f"{outcome.kind}: line {line}, due {due}, got {got}: {text}"


def noted(page: HandIn, all_outcomes: Iterable[Outcome]) -> str:
    """The text of what is expected of a page, with what comes of it today."""
    kinds = [outcome.kind for outcome in all_outcomes if outcome.deserved is not None]
    lines = (PAGES / f"{page.path.stem}.expected").read_text(encoding="utf-8").splitlines()
    heads, rest = lines[: -len(kinds)], lines[-len(kinds) :]
    for at, (text, kind) in enumerate(zip(rest, kinds, strict=True)):
        line, _, due = text.partition(": ")
        due = re.sub("^today [a-z ]+, ", "", due)
        rest[at] = f"{line}: today {kind}, {due}" if kind else f"{line}: {due}"
    return "".join(f"{line}\n" for line in (*heads, *rest))

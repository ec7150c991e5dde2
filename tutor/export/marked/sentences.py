"""What a report says of a statement, in sentences; of mistakes that were made before, where."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tutor.marking.verdict import UNRECOGNISED, Diagnosis, alternatives, in_any_case
from tutor.submission.marked import Marked, MarkedStatement
from tutor.submission.verdicts import FOLLOWS, NOT_JUDGED, NOT_READ, RIGHT, WRONG

SIGNS = {RIGHT: "✓", WRONG: "✗", FOLLOWS: "↪", NOT_READ: "?", NOT_JUDGED: "?"}
"""The mark beside a line, by the verdict; what introduces a name or fixes a size has none."""
_WORST_FIRST = (WRONG, FOLLOWS, NOT_READ, NOT_JUDGED, RIGHT)
_LONGEST = 72
_LAYOUTS = {
    "own": "A derivative by an array has the layout of that array here.",
    "numerator": "Derivatives are in numerator layout here: the rows are those of what is differentiated.",
}


def sign_of(statements: Sequence[MarkedStatement]) -> str:
    """The verdict of a line: the worst of those on it; empty where there is nothing to mark."""
    verdicts = {one.verdict for one in statements}
    return next((verdict for verdict in _WORST_FIRST if verdict in verdicts), "")


def said(marked: Marked) -> dict[int, str]:
    """By the place of a statement among all, what is to be said of it; nothing of one that is right without a note.

    The same explanation stands once: where a mistake comes again, the line of the first is named, and a note is not
    said again.
    """
    first: dict[tuple[str, ...], int] = {}
    told: set[str] = set()
    found = {}
    for at, one in enumerate(marked.statements):
        text = _said(one, first, told)
        if text:
            found[at] = text
    return found


def _said(one: MarkedStatement, first: dict[tuple[str, ...], int], told: set[str]) -> str:
    if one.verdict == WRONG:
        key = (one.problem, *(part.message for part in one.diagnosis))
        if not one.diagnosis or UNRECOGNISED in one.diagnosis:  # nothing says that two of them are alike
            return _with_note(UNRECOGNISED.message, one)
        if key in first:
            return _with_note(f"The same kind of mistake as in line {first[key]}.", one)
        first[key] = one.line
        return _with_note(explained(one.diagnosis), one)
    if one.verdict == FOLLOWS:
        return _with_note(f"This follows from line {one.follows}.", one)
    text = one.note
    if one.verdict == NOT_READ:
        text = f"not read: {one.note}" if one.note else "not read"
    if text in told:
        return ""
    told.add(text)
    return text


def _with_note(text: str, one: MarkedStatement) -> str:
    return f"{text} {one.note}" if one.note else text


def explained(diagnosis: Sequence[Diagnosis]) -> str:
    """The sentences of an explanation; of several that give the same values, each after an "or"."""
    parts = [" ".join(_sentences(in_any_case(diagnosis)))]
    either = [" ".join(_sentences(some)) for some in alternatives(diagnosis)]
    if either:
        parts.append(f"Either: {' Or: '.join(either)}")
    return " ".join(filter(None, parts))


def _sentences(parts: Sequence[Diagnosis]) -> Iterator[str]:
    for part in parts:
        yield from filter(None, (part.where, part.message))


def shortened(one: MarkedStatement) -> str:
    """A statement on one line of bounded length."""
    text = " ".join(one.text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def by_line(marked: Marked) -> dict[int, list[int]]:
    """By line, the places of its statements among all."""
    found: dict[int, list[int]] = {}
    for at, one in enumerate(marked.statements):
        found.setdefault(one.line, []).append(at)
    return found


def heads(marked: Marked) -> list[str]:
    """What was taken for granted: which problems, the network of the page's own, the layout of derivatives."""
    found = []
    if marked.problems:
        found.append(f"Marked as {' and '.join(marked.problems)}.")
    if marked.network:
        found.append("Marked by the forward equations of the page itself.")
    if marked.layout:
        found.append(_LAYOUTS.get(marked.layout, f"Layout of derivatives: {marked.layout}."))
    return [*found, *marked.notes]


def closing(marked: Marked) -> list[str]:
    """The last block: what was counted, and what to practise."""
    practise = (
        f"To practise: tutor quiz {problem} ({', '.join(steps)})" for problem, steps in marked.to_practise.items()
    )
    return [*counted(marked), *practise]


def counted(marked: Marked) -> list[str]:
    """Counts, the first wrong line, and mistakes by kind."""
    count = marked.summary
    claims = count.claims
    share = f" ({100 * count.judged // claims}%)" if claims else ""
    left = claims - count.judged - count.not_read
    rest = [f"{number} {word}" for number, word in ((count.not_read, "not read"), (left, "not judged")) if number]
    lines = [
        f"Claims: {claims}, of which {count.judged} judged{share}: {count.right} right, {count.wrong} wrong, "
        f"{count.follows} {'follows' if count.follows == 1 else 'follow'} from what is wrong"
        f"{''.join(f', {part}' for part in rest)}."
    ]
    wrong = next((one for one in marked.statements if one.verdict == WRONG), None)
    if wrong is not None:
        lines.append(f"First wrong: line {count.first_wrong_line}.")
        times = [f"{code}{f' ({number} times)' if number > 1 else ''}" for code, number in count.codes.items()]
        if times:
            lines.append(f"Mistakes: {', '.join(times)}.")
    return lines

"""The rows of a check of gradients and the causes of what is wrong, as text and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import isfinite
from typing import TYPE_CHECKING, Any

from tutor.commands.support.printing import symbol, table
from tutor.export.gradescope import GradedTest
from tutor.export.verdict_json import diagnosis_json, numbered
from tutor.terminal_text import printable_line

if TYPE_CHECKING:
    from tutor.marking.gradcheck import Row
    from tutor.marking.gradcheck.causes import Cause
    from tutor.marking.verdict import Diagnosis
    from tutor.problems.contract.problem import Problem

WIDTH = 80
"""The longest line of sentences, in cells."""

ON_THE_WAY = "Where it begins shows when the gradients on the way to these are handed in with them."
"""What is said where several arrays are wrong and nothing is known of why."""

ONE_OF_THESE = "One of these, which give the same numbers here:"

HEAD = ("", "tensor", "error", "worst at", "got", "expected", "mistake")
HIDDEN = (False, False, True, False, False, True, False)
"""The columns from which the right number could be told."""

Label = Callable[[str], str]
"""How what has an id is called: ∂L/∂W_o, a value by its symbol."""


def label_in(problem: Problem) -> Label:
    """How arrays and formulas of a problem are called; a stacked array goes by its key."""
    return lambda name: problem.display(name) if name in problem.targets else name


def record(problem: Problem, rows: Sequence[Row]) -> dict[str, Any]:
    """The table as JSON; `worst` is a place counted from 1, and `error` is null where there is no number.

    `kind` is gradient or value. `layout` says in which other layout an array agrees (transposed, blocks, stacked), and
    is empty where it agrees in the problem's own. `follows` is the id of the array or formula that a wrong one follows
    from. Each of the `causes` has the id of the formula that it was made in, the first of several, as its `place`; what
    cannot be told apart by value has a number as its `alternative`: one of these explanations holds, and those with the
    same number were made at once.
    """
    from tutor.marking.gradcheck.causes import causes_of

    return {
        "schema": "tutor.gradcheck/1",
        "problem": problem.id,
        **({"choices": problem.chosen} if problem.choices else {}),
        "agrees": all(row.agrees for row in rows),
        "causes": [
            {
                "code": part.code,
                "message": _told(cause, part),
                "place": _places(cause, part)[0],
                "also_in": list(_places(cause, part)[1:]),
                "tensors": [row.name for row in cause.rows],
                **numbered(part),
            }
            for cause in causes_of(rows)
            for part in cause.diagnosis
        ],
        "tensors": [
            {
                "name": row.name,
                "kind": row.kind,
                "agrees": row.agrees,
                "error": row.error,
                "worst": row.worst,
                "got": row.got,
                "expected": row.expected,
                "layout": row.layout,
                "note": row.note,
                "follows": row.follows,
                "diagnosis": [diagnosis_json(found) for found in row.diagnosis],
            }
            for row in rows
        ],
    }


def graded_tests(rows: Sequence[Row], label: Label) -> Iterator[GradedTest]:
    """A point for each array that agrees; of others what is said of their cause, without the right numbers."""
    from tutor.marking.gradcheck.causes import causes_of

    said: dict[str, list[str]] = {}
    for cause in causes_of(rows):
        paragraph = list(_paragraph(cause, label, alone=False))
        said |= {row.name: paragraph for row in cause.rows}
    for row in rows:
        told = [*said.get(row.name, ()), *([row.note] if row.note else [])]
        yield GradedTest(label(row.step or row.name), float(row.agrees), 1.0, "\n".join(told))


def lines(rows: Sequence[Row], label: Label, *, reveal: bool = True) -> list[str]:
    """The causes, each in a paragraph, and then the table; what else is to be said of an array stands below its row.

    Without `reveal` no number of the right arrays is in it.
    """
    from tutor.marking.gradcheck.causes import causes_of

    found = []
    causes = causes_of(rows)
    for cause in causes:
        found += [*_paragraph(cause, label, alone=len(causes) == 1), ""]
    cells = [HEAD, *(_cells(label, row) for row in rows)]
    shown = table(
        cells if reveal else [[cell for cell, hides in zip(row, HIDDEN, strict=True) if not hides] for row in cells]
    )
    found.append(shown[0])
    for row, line in zip(rows, shown[1:], strict=True):
        found.append(line)
        if row.note:
            found += _wrapped(row.note, first="     ", further="       ")
    return found


def _paragraph(cause: Cause, label: Label, *, alone: bool) -> Iterator[str]:
    """A mistake: the formula that it was made in and what it is, and what follows from it."""
    from tutor.derivation.words.step_words import listed
    from tutor.marking.verdict import UNRECOGNISED, alternatives, in_any_case

    handed_in = "" if cause.own else " (not among your arrays)"
    either = alternatives(cause.diagnosis)
    said = [_said(cause, in_any_case(cause.diagnosis)), ONE_OF_THESE if either else ""]
    head = " ".join(filter(None, (f"{listed(map(label, cause.places))}{handed_in}:", *said)))
    yield from _wrapped(head, first="", further="  ")
    for number, parts in enumerate(either):
        yield from _wrapped(f"{'or' if number else 'either'}: {_said(cause, parts)}", first="  ", further="    ")
    if len(cause.own) > 1 and cause.diagnosis == (UNRECOGNISED,):
        for row in cause.own:
            for part in row.diagnosis:
                yield from _wrapped(f"{label(row.step or row.name)}: {part.message}", first="  ", further="    ")
        yield from _wrapped(ON_THE_WAY, first="  ", further="  ")
    if cause.following:
        count = len(cause.following)
        other = "other " if cause.own else ""
        which = (
            f"{'All ' * alone}{count} {other}wrong arrays follow" if count > 1 else f"One {other}wrong array follows"
        )
        named = ", ".join(label(row.step or row.name) for row in cause.following)
        yield from _wrapped(f"{which} from it: {named}.", first="  ", further="    ")


def _said(cause: Cause, parts: Sequence[Diagnosis]) -> str:
    return " ".join(text for part in parts for text in (_told(cause, part), part.rule) if text)


def _places(cause: Cause, part: Diagnosis) -> tuple[str, ...]:
    """The formulas that a mistake was made in: those of its cause, if it has none of its own."""
    return part.places if part.alternative and part.places else cause.places


def _told(cause: Cause, part: Diagnosis) -> str:
    """The mistake, with where its array agrees and where not; in which formula it was made stands before it."""
    before = (not cause.own or len(cause.places) > 1) and _places(cause, part) == cause.places
    return part.message if before or not part.where else f"{part.message} {part.where}"


def _wrapped(text: str, *, first: str, further: str) -> list[str]:
    """Words in lines of at most ``WIDTH`` cells, with what stands before the first line and before the others."""
    from tutor.notation.write.line_breaks import wrapped_words

    found = wrapped_words(printable_line(text), WIDTH - len(further))
    return [f"{further if at else first}{line}" for at, line in enumerate(found)]


def _cells(label: Label, row: Row) -> tuple[str, ...]:
    return (
        symbol("✓" if row.agrees else "✗"),
        label(row.step or row.name),
        f"{row.error:.1e}" if isfinite(row.error) else "",
        f"[{','.join(map(str, row.worst))}]" if row.worst else "",
        *(f"{number:.6g}" if number is not None else "" for number in (row.got, row.expected)),
        _mistake(label, row),
    )


def _mistake(label: Label, row: Row) -> str:
    """The codes of the mistakes at its cause, and elsewhere what the array follows from."""
    from tutor.marking.verdict import alternatives, in_any_case

    if row.agrees:
        return row.layout
    if row.follows is not None:
        return f"follows from {label(row.follows)}"
    at_once = ", ".join(part.code for part in in_any_case(row.diagnosis))
    either = " or ".join(" with ".join(part.code for part in parts) for parts in alternatives(row.diagnosis))
    return ", ".join(filter(None, (at_once, either))) or "not recognised"

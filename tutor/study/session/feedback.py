"""What is said after an answer, a hint or a worked step: one headline and a few short lines.

The feedback goes from where, to what kind, to which rule, by the number of the try. No line holds anything
of the right answer that the learner has not typed or been given; only the worked step does, and only when
asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tutor.errors import fault, named, raised_in
from tutor.marking.verdict import UNRECOGNISED
from tutor.study.question_state import Outcome

if TYPE_CHECKING:
    from tutor.marking import Diagnosis, Verdict
    from tutor.study.log.event_log import Store

FeedbackKind = Literal[
    "right",
    "layout",
    "wrong",
    "rounding",
    "invalid",
    "undecided",
    "follow-through",
    "hint",
    "worked",
    "noted",
    "refused",
]

ROUNDING = "rounding"
STILL_ROUNDED = "It is still rounded too far."
SAID_BEFORE = "What was said before holds for this answer too."
_BETWEEN_SENTENCES = re.compile(r"(?<=[.?!]) (?=[A-Z`])")
_ORDINALS = ("No", "First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth")


_LOOKED_BACK: dict[Outcome, tuple[FeedbackKind, str]] = {
    "first-try": ("right", "Right at the first try."),
    "follow-through": ("follow-through", "Right, from an earlier value of your own."),
    "hinted": ("right", "Right, with a hint."),
    "retried": ("right", "Right at a later try."),
    "worked": ("worked", "Worked step"),
    "wrong": ("wrong", "Not right."),
}
"""How what a question came to is said to who looks back at it."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """`headline` is one short sentence without its symbol, `lines` what stands below it.

    `ends` says that the question is over and that the next one comes after it. `verdict` is the marking's,
    where an answer was marked and may be shown; `error` is what code raised instead of marking it, or of finding what
    else there is to say. With `offers_worked` and `offers_pieces`, how to ask for these is to be said below the lines.
    `clears` empties the line.
    """

    kind: FeedbackKind
    headline: str
    lines: tuple[str, ...] = ()
    ends: bool = False
    verdict: Verdict | None = None
    error: Exception | None = field(default=None, compare=False)
    offers_worked: bool = False
    offers_pieces: bool = False
    clears: bool = False


def right(verdict: Verdict, tries: int, hints: int, rule: str, meaning: tuple[str, str] = ("", "")) -> Feedback:
    """`meaning` is the value of the answer and what a gradient foretells of the loss, where these are to be said."""
    value, foretold = meaning
    layout = next((d for d in verdict.diagnosis if d.code == "layout"), None)
    if layout or verdict.note:
        note = verdict.note or (layout.message if layout else "")
        lines = (sentence(note), *([foretold] if foretold else []))
        return Feedback("layout", "Right.", lines, True, verdict)
    said = [f"{value}   {how(tries, hints)}" if value else how(tries, hints)]
    said += [foretold] if foretold else []
    if verdict.as_whole:
        said.append(f"Read with {verdict.as_whole}.")
    if rule:
        said.append(sentence(rule))
    return Feedback("right", "Right.", tuple(said), True, verdict)


def right_again(verdict: Verdict) -> Feedback:
    """An answer to a question that was over before."""
    return Feedback("right", "Right.", ("Written down; how the first answer went stays.",), True, verdict)


def noted_before() -> Feedback:
    """A question of an exam that was answered, when one comes back to it."""
    return Feedback("noted", "Noted.", (), True)


def looked_back(outcome: Outcome, lines: tuple[str, ...]) -> Feedback:
    """A question that is over, when one comes back to it; `lines` are its worked step."""
    return Feedback(*_LOOKED_BACK[outcome], lines, True)


def how(tries: int, hints: int) -> str:
    """In what way a question was answered: "First try.", "With a hint.", "Third try, with 2 hints."."""
    attempt = f"{_ORDINALS[tries]} try" if tries < len(_ORDINALS) else f"Try {tries}"
    if hints == 0:
        return f"{attempt}."
    help_ = "with a hint" if hints == 1 else f"with {hints} hints"
    return f"{help_.capitalize()}." if tries == 1 else f"{attempt}, {help_}."


def followed_through(verdict: Verdict, numbers: Sequence[int]) -> Feedback:
    """`numbers` are those of the questions whose own values the answer rests on."""
    said = verdict.diagnosis[0].message.partition(". ")[0] if verdict.diagnosis else "Right, from your own value"
    which = " and ".join(str(number) for number in numbers)
    look = f" Question{'s' if len(numbers) > 1 else ''} {which} {'are' if len(numbers) > 1 else 'is'}"
    line = f"The method is right and counts.{look} worth another look." if numbers else "The method counts."
    return Feedback("follow-through", sentence(said), (line,), True, verdict)


def wrong(verdict: Verdict, tries: int, rule: str, said: AbstractSet[str] = frozenset()) -> Feedback:
    """Where at the first try, what kind at the second, which rule from the third on; the next of these if one is empty.

    `rule` is that of the step. `said` are the sentences that stood in earlier replies to this question: none comes
    again, but what was not said yet comes instead.
    """
    first: Diagnosis | None = verdict.diagnosis[0] if verdict.diagnosis else None
    if first is not None and first.code == ROUNDING:
        lines = _unsaid([first.message], said)
        return Feedback("rounding", "Close.", tuple(lines) or (STILL_ROUNDED,), False, verdict)
    own_rule = first.rule if first else ""
    others = [_besides(first, one) for one in verdict.diagnosis[1:] if first]
    ladder = [first.where if first else "", first.message if first else UNRECOGNISED.message, _as_rule(own_rule)]
    steps = [line for line in (*ladder, _as_rule(rule), *others) if line]
    lines = _unsaid(steps[:tries], said) or _unsaid(steps[tries:], said)[:1] or _unsaid([SAID_BEFORE], said)
    return Feedback("wrong", "Not yet.", tuple(lines), False, verdict, offers_worked=tries > 2)


def _besides(first: Diagnosis, other: Diagnosis) -> str:
    """A further mistake: one that was made at once with the first, or may have been made instead of it."""
    at_once = other.alternative in (0, first.alternative)
    return f"{'Also' if at_once else 'Or instead'}: {other.message}"


def _as_rule(rule: str) -> str:
    return f"Rule: {rule}" if rule else ""


def _unsaid(lines: Sequence[str], said: AbstractSet[str]) -> list[str]:
    """Those of some lines that say something new, without what they repeat."""
    found: list[str] = []
    known = set(said)
    for line in lines:
        new = [one for one in sentences(line) if one not in known]
        known.update(new)
        if new:
            found.append(" ".join(new))
    return found


def sentences(line: str) -> list[str]:
    """The sentences of a line, each with its full stop."""
    return _BETWEEN_SENTENCES.split(sentence(line)) if line.strip() else []


def invalid(verdict: Verdict) -> Feedback:
    said = verdict.note or (verdict.diagnosis[0].message if verdict.diagnosis else "")
    lines = tuple(line for line in (sentence(said), "This did not count as a try.") if line)
    return Feedback("invalid", "I cannot read that.", lines, False, verdict)


def undecided(verdict: Verdict) -> Feedback:
    lines = (
        sentence(verdict.note) if verdict.note else "Too close to tell at the points I tried.",
        "The try is free; another way of writing it may help.",
    )
    return Feedback("undecided", "I cannot decide this one.", lines, False, verdict)


def failed(error: Exception, package: str) -> Feedback:
    """Code raised while marking, that of the problem's `package` or our own: said, and free of charge."""
    said = f"This problem's own code failed: {named(error)}" if raised_in(error, package) else fault(error)
    return Feedback("undecided", "I cannot decide this one.", (sentence(said), "The try is free."), error=error)


def hint(number: int, of: int, text: str) -> Feedback:
    return Feedback("hint", f"Hint {number} of {of}", (sentence(text),))


def filled(worked: str) -> Feedback:
    """The part of a formula that was left out; `worked` is all of it."""
    return Feedback("right", "Right.", (worked, "The next of its kind asks for all of it."), True)


def piece(number: int, of: int, lines: tuple[str, ...], lead: str) -> Feedback:
    """A part of a gradient that is asked for by itself; `lead` says how the part before it went."""
    return Feedback("hint", f"{lead}Piece {number} of {of}", lines, clears=True)


def put_together(lines: tuple[str, ...], lead: str) -> Feedback:
    """All parts of a gradient are there."""
    return Feedback("hint", f"{lead}Now put them together.", lines, clears=True)


def piece_wrong(ask: str) -> Feedback:
    return Feedback("wrong", "Not yet.", (ask, "This did not count as a try."))


def piece_not_read(reason: str) -> Feedback:
    return Feedback("invalid", "I cannot read that.", (sentence(reason),))


def no_hint(of: int) -> Feedback:
    said = "That was the only hint." if of == 1 else "That was the last hint."
    return Feedback("refused", said, offers_worked=True)


def worked(lines: tuple[str, ...], *, comes_back: bool) -> Feedback:
    back = ("It comes back tomorrow.",) if comes_back else ()
    return Feedback("worked", "Worked step", (*lines, *back), True)


def worked_too_early(hints: int) -> Feedback:
    return Feedback("refused", f"The worked step opens after hint {hints} or a third try.")


def noted(left: int, seconds: float) -> Feedback:
    line = f"{left} left, {round(seconds / 60)} min." if left else "That was the last one."
    return Feedback("noted", "Noted.", (line,), True)


def not_in_an_exam(what: str) -> Feedback:
    return Feedback("refused", f"There are no {what} in an exam.")


def over() -> Feedback:
    return Feedback("refused", "This question is over.", (), True)


def left(store: Store) -> str:
    """What is said to a learner who leaves a quiz: what was kept of it. Tries once more to keep it."""
    return store.saved() or "Saved. You can go on here next time."


def sentence(text: str) -> str:
    """The text with a full stop at its end; its beginning stays, for it may be a name such as `eta`."""
    text = text.strip()
    return text if not text or text[-1] in ".?!" else f"{text}."

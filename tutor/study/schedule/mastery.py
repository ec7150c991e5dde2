"""How well each skill is known: Bayesian knowledge tracing, for questions that need several skills at once.

Knowledge tracing is from A. Corbett and J. Anderson, "Knowledge tracing: modeling the acquisition of
procedural knowledge", User Modeling and User-Adapted Interaction 4 (1995). That a question needs all its
skills is the noisy AND of B. Junker and K. Sijtsma, "Cognitive assessment models with few assumptions",
Applied Psychological Measurement 25 (2001); it puts the blame for a wrong answer on the skill that was
doubtful before. An answer that is worth only part of the credit moves each skill part of the way, by R.
Jeffrey's rule for uncertain evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log2

from tutor.study.log.models import Attempt
from tutor.study.schedule.fsrs_cards import first_try

# A skill before its first question.
START = 0.25
# Right without knowing all that is needed; formulas are seldom guessed, but steps resemble each other.
GUESS = 0.15
# Wrong in spite of knowing all that is needed.
SLIP = 0.10
# Learned by being asked and told.
LEARN = 0.06
# Nobody is surer than this of knowing, or of not knowing: what comes later must be able to change it.
LEAST, MOST = 0.02, 0.98
# From here on a skill counts as known.
KNOWN = 0.85

RULES = (
    "Right at the first try, unaided, counts in full.",
    "Each further try and each hint halves what a right answer counts for.",
    "Right from an earlier wrong value of your own counts for half.",
    "The worked step, and a wrong answer in an exam, count as not known.",
    "In Learn, only a right first try counts; hints and wrong tries cost nothing.",
)


def credit(line: Attempt) -> float | None:
    """What the line that ended a question is worth, 0 to 1; None where it says nothing either way."""
    if first_try(line):
        return 1.0
    if line.mode == "learn":
        return None
    if line.kind != "answer" or line.verdict == "wrong":
        return 0.0
    worth = 0.5 if line.verdict == "follow-through" else 1.0
    return worth * 0.5 ** (max(line.tries - 1, 0) + line.hints)


def update(
    known: Mapping[str, float], skills: Sequence[str], worth: float | None, learn: float = LEARN
) -> dict[str, float]:
    """The probabilities of a question's skills after it was asked, from those of all skills before it."""
    before = {skill: known.get(skill, START) for skill in dict.fromkeys(skills)}
    after = {}
    for skill, probability in before.items():
        if worth is not None:
            others = _all_known([p for name, p in before.items() if name != skill])
            right = _posterior(probability, _right(others), _right(0.0))
            wrong = _posterior(probability, 1 - _right(others), 1 - _right(0.0))
            probability = worth * right + (1 - worth) * wrong
        learned = probability + (1 - probability) * learn
        after[skill] = min(max(learned, LEAST), MOST)
    return after


def chance(known: Mapping[str, float], skills: Sequence[str]) -> float:
    """How likely a question that needs these skills is answered right at the first try."""
    return _right(_all_known([known.get(skill, START) for skill in dict.fromkeys(skills)]))


def expected_bits(known: Mapping[str, float], skills: Sequence[str]) -> float:
    """How much less uncertain the skills of a question are expected to be after it was asked, in bits."""
    right = chance(known, skills)
    after = right * _bits(update(known, skills, 1.0, learn=0.0))
    after += (1 - right) * _bits(update(known, skills, 0.0, learn=0.0))
    return _bits({skill: known.get(skill, START) for skill in skills}) - after


def _bits(known: Mapping[str, float]) -> float:
    return sum(-p * log2(p) - (1 - p) * log2(1 - p) for p in known.values() if 0 < p < 1)


def _all_known(probabilities: Sequence[float]) -> float:
    product = 1.0
    for probability in probabilities:
        product *= probability
    return product


def _right(all_known: float) -> float:
    return all_known * (1 - SLIP) + (1 - all_known) * GUESS


def _posterior(prior: float, if_known: float, if_not: float) -> float:
    """Bayes' rule."""
    evidence = prior * if_known + (1 - prior) * if_not
    return prior * if_known / evidence

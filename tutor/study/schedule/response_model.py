"""How likely a question is answered right at the first try: a logistic response model, updated answer by answer.

A learner has one general level, and for each skill a lasting level and a fresh part that fades in days. All are
normal variables; an answer moves their means and variances by one step of an extended Kalman filter, as in M.
Glickman, "Parameter estimation in large dynamic paired comparison experiments", Applied Statistics 48 (1999). A
question draws on its skills by a soft minimum, so that the weakest counts most; and on the memory of the question
itself, which FSRS tells (`fsrs_cards.recall`). Levels are in logits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import exp, log2, pi, sqrt

from tutor.study.schedule.effort import difficulty_of

# Right without knowing how, and right at most: formulas are seldom guessed, and everybody slips.
GUESS, SPAN = 0.04, 0.90
# The logit of a first answer of an average learner to a question of average difficulty.
_START = -0.4
_GENERAL_VARIANCE = 0.35
_SKILL_VARIANCE = 1.0
# What a skill gains by being asked: for good, and for some days.
_LASTING_GAIN, _FRESH_GAIN = 0.056, 0.114
_FRESH_DAYS = 11.0
# No level is further from the average or surer, however much was asked: what comes later must be able to change it.
_FURTHEST, _FRESHEST, _SUREST = 2.0, 1.0, 0.08
# What a day without the skill adds to its variance.
_DRIFT = 0.04
# How steeply the weakest skill of a question counts most.
_SOFTNESS = 0.5
# What difficulty is in logits.
_DIFFICULTY = 0.8


@dataclass(frozen=True, slots=True)
class Demand:
    """What a question asks of a learner: its skills; how well the question itself is remembered, from 0 to 1; and the
    effort besides, 0 on average (`effort.effort_of`).
    """

    skills: tuple[str, ...]
    recall: float = 0.0
    effort: float = 0.0


@dataclass(slots=True)
class Level:
    """The level of one skill as it was on `day`, in days since 1970."""

    mean: float = 0.0
    variance: float = _SKILL_VARIANCE
    fresh: float = 0.0
    day: float = 0.0

    def on(self, day: float) -> Level:
        """The level at a later day: less sure, and with less that is fresh."""
        passed = max(0.0, day - self.day)
        variance = min(_SKILL_VARIANCE, self.variance + _DRIFT * passed)
        return Level(self.mean, variance, self.fresh * exp(-passed / _FRESH_DAYS), max(day, self.day))


@dataclass(frozen=True, slots=True)
class _Expected:
    """What is expected of one answer: its chance and slope, the variance of its logit, and the skills' weights."""

    chance: float
    slope: float
    variance: float
    levels: Mapping[str, Level]
    weights: Mapping[str, float]

    @property
    def information(self) -> float:
        """What the answer tells of the logit."""
        return self.slope**2 / (self.chance * (1 - self.chance))


@dataclass(slots=True)
class ResponseModel:
    """The levels of one learner; a skill that was never asked has none yet."""

    general: float = 0.0
    general_variance: float = _GENERAL_VARIANCE
    skills: dict[str, Level] = field(default_factory=dict)

    def chance(self, demand: Demand, day: float) -> float:
        """How likely the first answer to a question is right on a day, unaided."""
        return self._expected(demand, day).chance

    def expected_bits(self, demand: Demand, day: float) -> float:
        """How much less uncertain the logit of a question is expected to be after its first answer, in bits."""
        expected = self._expected(demand, day)
        return log2(1 + expected.information * expected.variance) / 2

    def update(self, demand: Demand, right: bool, day: float) -> None:
        """Take in whether the first answer to a question was right, unaided."""
        expected = self._expected(demand, day)
        damped = 1 + expected.information * expected.variance
        information = expected.information / damped
        surprise = (right - expected.chance) * expected.slope / (expected.chance * (1 - expected.chance)) / damped
        self.general = _bounded(self.general + self.general_variance * surprise)
        self.general_variance = max(_SUREST, self.general_variance - self.general_variance**2 * information)
        for name, level in expected.levels.items():
            weight = expected.weights[name]
            level.mean = _bounded(level.mean + weight * level.variance * surprise + _LASTING_GAIN)
            level.variance -= (weight * level.variance) ** 2 * information
            level.fresh = min(level.fresh + _FRESH_GAIN, _FRESHEST)
            self.skills[name] = level

    def copy(self) -> ResponseModel:
        """The same, to be updated by itself."""
        skills = {name: replace(level) for name, level in self.skills.items()}
        return ResponseModel(self.general, self.general_variance, skills)

    def _expected(self, demand: Demand, day: float) -> _Expected:
        levels = {name: self.skills.get(name, Level()).on(day) for name in demand.skills}
        logits = {name: level.mean + level.fresh for name, level in levels.items()}
        shares = {name: exp(-_SOFTNESS * logit) for name, logit in logits.items()}
        total = sum(shares.values())
        weights = {name: share / total for name, share in shares.items()}
        difficulty = difficulty_of(demand.effort, len(levels))
        mean = _START + self.general + demand.recall - _DIFFICULTY * difficulty
        mean += sum(weights[name] * logit for name, logit in logits.items())
        variance = self.general_variance + sum(weights[name] ** 2 * level.variance for name, level in levels.items())
        z = 1 / (1 + exp(-mean / sqrt(1 + pi * variance / 8)))
        return _Expected(GUESS + SPAN * z, SPAN * z * (1 - z), variance, levels, weights)


def _bounded(level: float) -> float:
    return min(max(level, -_FURTHEST), _FURTHEST)

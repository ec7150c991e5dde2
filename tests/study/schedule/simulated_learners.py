"""Learners who are made up: three ways in which people may come to know things, and what they write into a log.

A stand-in for logs of people, of which there are none. In all three, answers are slips or guesses at times, hints are
asked for where a question is hard, what was learned today fades in part, and a question met before is easier.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import exp
from typing import Any

from tests.study.toys import ended
from tutor.study import Attempt, LearnerState
from tutor.study.schedule.effort import Needs
from tutor.study.schedule.fsrs_cards import day_of, moment_of

SLIP, GUESS = 0.06, 0.05
# How often a hint is asked for first where the question could not be answered.
HINTS = 0.12
MODES = ("learn", "learn", "practise", "review", "exam")


@dataclass(frozen=True)
class Question:
    """A question that a made-up learner is asked; `effort` is how hard it is besides its skills, in logits."""

    problem: str
    step: str
    skills: tuple[str, ...]
    effort: float = 0.0


@dataclass
class Learner:
    """One learner: a general level, a level for each skill, and the days on which each question was met."""

    luck: random.Random
    questions: Sequence[Question]
    levels: dict[str, float] = field(default_factory=dict)
    fresh: dict[str, float] = field(default_factory=dict)
    met: dict[Question, tuple[int, float]] = field(default_factory=dict)
    odd: dict[Question, float] = field(default_factory=dict)
    general: float = 0.0

    def __post_init__(self) -> None:
        names = sorted({name for question in self.questions for name in question.skills})
        self.general = self.luck.gauss(0.0, 0.6)
        self.levels = {name: self.luck.gauss(-0.1, 0.9) for name in names}
        self.fresh = dict.fromkeys(names, 0.0)
        self.odd = {question: self.luck.gauss(0.0, 0.4) for question in self.questions}

    def chance(self, question: Question, day: float) -> float:
        """How likely the first answer is right, were no hint asked for."""
        raise NotImplementedError

    def rest(self, days: float) -> None:
        """Let what is fresh fade."""
        self.fresh = {name: value * exp(-days / 9) for name, value in self.fresh.items()}

    def learn(self, question: Question, day: float) -> None:
        """Take in what was said after the answer."""
        for name in question.skills:
            self.levels[name] += 0.06
            self.fresh[name] += 0.12
        times, _ = self.met.get(question, (0, day))
        self.met[question] = (times + 1, day)

    def memory(self, question: Question, day: float) -> float:
        """How well the question itself is remembered, from 0 to 1: for longer, the more often it was met."""
        if question not in self.met:
            return 0.0
        times, last = self.met[question]
        return (1 + (day - last) / (2.0 * 2**times)) ** -0.5


class Additive(Learner):
    """Skills add up: one that is strong makes up for one that is weak."""

    def chance(self, question: Question, day: float) -> float:
        skills = sum(self.levels[name] + self.fresh[name] for name in question.skills) / len(question.skills)
        logit = self.general + skills + 0.9 * self.memory(question, day) - question.effort - self.odd[question]
        return _between(logit)


class AllOrNone(Learner):
    """Every skill is known or not, and a question is right where all are; what is known may be lost again."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.known = {name: self.luck.random() < 0.4 + 0.2 * self.general for name in self.levels}

    def chance(self, question: Question, day: float) -> float:
        if all(self.known[name] for name in question.skills):
            return 1 - 2 * SLIP
        return 0.2 + 0.4 * self.memory(question, day)

    def rest(self, days: float) -> None:
        for name in self.known:
            if self.luck.random() > exp(-days / 90):
                self.known[name] = False

    def learn(self, question: Question, day: float) -> None:
        super().learn(question, day)
        for name in question.skills:
            if self.luck.random() < 0.09:
                self.known[name] = True


class WeakTransfer(Learner):
    """Mostly the question itself is learned, and little of it helps with another that needs the same skills."""

    def chance(self, question: Question, day: float) -> float:
        skills = sum(self.levels[name] + self.fresh[name] for name in question.skills) / len(question.skills)
        logit = self.general + 0.5 * skills + 1.6 * self.memory(question, day)
        return _between(logit - question.effort - 1.5 * self.odd[question])


WORLDS: tuple[type[Learner], ...] = (Additive, AllOrNone, WeakTransfer)


@dataclass(frozen=True)
class Asked:
    """A question of a course, by its `number`: how likely its first answer was right, whether it was, and its lines."""

    question: Question
    number: int
    day: float
    true: float
    right: bool
    lines: tuple[Attempt, ...]


def course(world: type[Learner], questions: Sequence[Question], count: int, seed: int) -> Iterator[Asked]:
    """The first `count` questions of one learner: mostly new ones at random, some again, on a few days a week."""
    luck = random.Random(seed)
    learner = world(luck, questions)
    left = luck.sample(questions, len(questions))
    day = 0.0
    until_rest = 0
    for number in range(count):
        if until_rest == 0:
            days = luck.choice((1, 1, 1, 2, 3, 7))
            day += days
            learner.rest(days)
            until_rest = luck.randint(6, 14)
        until_rest -= 1
        again = learner.met and (not left or luck.random() < 0.4)
        question = luck.choice(list(learner.met)) if again else left.pop()
        yield answered(learner, question, day, number)
        learner.learn(question, day)


def answered(learner: Learner, question: Question, day: float, number: int) -> Asked:
    """What a learner makes of a question."""
    luck = learner.luck
    chance = learner.chance(question, day)
    hinted = HINTS * (1 - chance)
    helped = luck.random() < hinted
    right = not helped and luck.random() < chance
    lines = _lines(question, luck.choice(MODES), day, number, helped=helped, right=right)
    return Asked(question, number, day, (1 - hinted) * chance, right, lines)


def predicted(course: Iterable[Asked]) -> Iterator[tuple[float, Asked]]:
    """The questions of one learner, each with the chance that a learner's state gave it before."""
    state = LearnerState()
    for asked in course:
        day = day_of(moment_of(asked.lines[0]))
        needs = Needs(asked.question.skills, asked.question.effort)
        demand = state.demand((asked.question.problem, asked.question.step), needs, day)
        yield state.model.chance(demand, day), asked
        for line in asked.lines:
            state.fold(line)


def _lines(question: Question, mode: str, day: float, number: int, *, helped: bool, right: bool) -> tuple[Attempt, ...]:
    """What a session writes: a first answer, and where it is not right, what follows until the question is over."""
    common: dict[str, Any] = {"problem": question.problem, "skills": question.skills, "ordinal": number, "mode": mode}
    first = ended(question.step, day=day, **common)
    if right:
        return (first,)
    if helped:
        mode = "learn" if mode == "exam" else mode
        hint = replace(first, mode=mode, kind="hint", verdict="", tries=0, hints=1, ends=False)
        return hint, replace(first, mode=mode, hints=1)
    if mode == "exam":
        return (replace(first, verdict="wrong"),)
    return replace(first, verdict="wrong", ends=False), replace(first, tries=2)


def _between(logit: float) -> float:
    return GUESS + (1 - SLIP - GUESS) / (1 + exp(-logit))

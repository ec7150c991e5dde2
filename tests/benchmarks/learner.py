"""Simulated learners who know every skill but one: after how many questions does the learner state say which?

    python tests/benchmarks/learner.py [LEARNERS]

A learner who knows all that a question needs is right nine times in ten, another two times in ten; nothing is
learned meanwhile. Told is for how many learners the weak skill is the one least likely to be known after so many
questions, and how many of the questions exercised it. Compared are weakest-first practice, the questions of the
placement test (which itself ends after sixteen), a random order, and the problems from front to back.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from tutor import host
from tutor.study import Attempt, LearnerState
from tutor.study.schedule import mastery, planner

QUESTIONS = 60
TOLD_AFTER = (8, 16, 24, 40, 60)
RIGHT_KNOWING, RIGHT_GUESSING = 0.9, 0.2
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)

Key = tuple[str, str]
Skills = Mapping[Key, tuple[str, ...]]


class Order:
    """Questions in an order that was fixed before; the learner state says what is known."""

    def __init__(self, order: Sequence[Key]) -> None:
        self.order = order
        self.state = LearnerState()

    def next(self, number: int) -> Key:
        return self.order[number % len(self.order)]

    def chances(self) -> dict[str, float]:
        return self.state.chances()

    def told(self, line: Attempt, right: bool) -> None:
        self.state.fold(line)


class Weakest(Order):
    """What the planner gives for practice, a question at a time."""

    def __init__(self, problems: Mapping[str, Any]) -> None:
        super().__init__(())
        self.problems = problems

    def next(self, number: int) -> Key:
        ask = planner.practise(self.state, self.problems, limit=1, now=NOW)[0]
        return ask.problem, ask.step


class Test(Order):
    """The questions of the placement test, gone on with beyond its end, and what it makes of the answers."""

    def __init__(self, skills: Skills) -> None:
        super().__init__(())
        self.left = dict(skills)
        self.known = {name: 0.5 for needed in skills.values() for name in needed}

    def next(self, number: int) -> Key:
        best = max(self.left, key=lambda key: mastery.expected_bits(self.known, self.left[key]))
        del self.left[best]
        return best

    def chances(self) -> dict[str, float]:
        return self.known

    def told(self, line: Attempt, right: bool) -> None:
        self.known |= mastery.update(self.known, line.skills, float(right))


def course(policy: Order, skills: Skills, weak: str, seed: int) -> tuple[list[bool], float]:
    """After each question, whether the weak skill is the lowest of all; and how many questions exercised it."""
    luck = random.Random(seed)
    names = sorted({name for needed in skills.values() for name in needed})
    lowest = []
    on_weak = 0
    for number in range(QUESTIONS):
        key = policy.next(number)
        on_weak += weak in skills[key]
        right = luck.random() < (RIGHT_GUESSING if weak in skills[key] else RIGHT_KNOWING)
        verdict = "correct" if right else "wrong"
        time = f"2026-03-02T{number // 60:02d}:{number % 60:02d}:00.000000Z"
        line = Attempt(*key, "exam", "s", number, skills=skills[key], verdict=verdict, tries=1, ends=True, time=time)
        policy.told(line, right)
        chances = {name: policy.chances().get(name, mastery.START) for name in names}
        rest = min(chance for name, chance in chances.items() if name != weak)
        lowest.append(chances[weak] < rest)
    return lowest, on_weak / QUESTIONS


def main() -> None:
    learners = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    problems = host.load_all().problems
    skills = {
        (problem.id, step.id): tuple(step.skills)
        for problem in problems.values()
        for step in problem.steps
        if step.skills
    }
    names = sorted({name for needed in skills.values() for name in needed})
    courses: dict[str, list[tuple[list[bool], float]]] = {}
    for learner in range(learners):
        for weak in names:
            seed = learner * 1000 + names.index(weak)
            shuffled = random.Random(seed).sample(list(skills), len(skills))
            policies = {
                "weakest first": Weakest(problems),
                "placement": Test(skills),
                "random": Order(shuffled),
                "front to back": Order(list(skills)),
            }
            for name, policy in policies.items():
                courses.setdefault(name, []).append(course(policy, skills, weak, seed))
    print(f"{learners} learners for each of {len(names)} weak skills, {len(skills)} questions to choose from")
    print("the weak skill is the lowest after " + ", ".join(map(str, TOLD_AFTER)) + " questions")
    for name, found in courses.items():
        shares = [statistics.mean(lowest[count - 1] for lowest, _ in found) for count in TOLD_AFTER]
        told = "  ".join(f"{share:4.0%}" for share in shares)
        print(f"  {name:14} {told}   {statistics.mean(on_weak for _, on_weak in found):4.0%} of its questions on it")


if __name__ == "__main__":
    main()

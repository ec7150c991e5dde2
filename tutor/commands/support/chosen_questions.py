"""Which questions of problems go on a worksheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tutor.errors import TutorError, did_you_mean, one_line

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem

DEGREES = ("easy", "middle", "hard")


def chosen_questions(problems: Sequence[Problem], ids: Sequence[str], difficulty: str | None) -> list[tuple[str, ...]]:
    """The ids of the questions for each problem, in its own order: those of these ids, and of that third.

    Without ids all are meant. Raises TutorError for an id that is no question of any of the problems, and where a
    problem is left without questions.
    """
    known = [tuple(step.id for step in problem.steps) for problem in problems]
    for id in ids:
        if not any(id in steps for steps in known):
            guess = did_you_mean(id, [step for steps in known for step in steps]) or ": `tutor show` names them"
            raise TutorError(f"`{one_line(id)}` is no question of {_titles(problems)}{guess}", title="Which question?")
    found = [_chosen(problem, ids, difficulty) for problem in problems]
    for problem, left in zip(problems, found, strict=True):
        if not left:
            raise TutorError(f"no question of {problem.id} is left to ask", title="Which question?")
    return found


def _chosen(problem: Problem, ids: Sequence[str], difficulty: str | None) -> tuple[str, ...]:
    wanted = [step.id for step in problem.steps if not ids or step.id in ids]
    if difficulty is None:
        return tuple(wanted)
    from tutor.study.schedule.effort import difficulty_of, effort_of

    hard = {step.id: difficulty_of(effort_of(problem, step), len(set(step.skills))) for step in problem.steps}
    # Of all its questions, so that a third is the same one whichever are asked.
    ranked = sorted(hard, key=hard.__getitem__)
    at = DEGREES.index(difficulty)
    third = set(ranked[at * len(ranked) // 3 : (at + 1) * len(ranked) // 3])
    return tuple(id for id in wanted if id in third)


def _titles(problems: Sequence[Problem]) -> str:
    return " or ".join(problem.id for problem in problems)

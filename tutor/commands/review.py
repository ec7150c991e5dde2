"""`tutor review`: what is due, what is weak, or a test of what is known already."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from tutor.errors import TutorError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tutor.problems.contract.problem import Problem
    from tutor.study import LearnerState, QuizSession, Store

MOST = 200


@click.command
@click.option("--limit", type=click.IntRange(1, MOST), default=20, show_default=True, help="Ask at most so many.")
@click.option("--weak", is_flag=True, help="What is known least, due or not.")
@click.option("--skill", metavar="NAME", help="What needs this skill, due or not.")
@click.option("--placement", is_flag=True, help="A short test of what you know already, to skip ahead.")
@click.option("--plain", is_flag=True, help="As lines of text; the way it is asked without a terminal, too.")
def command(limit: int, weak: bool, skill: str | None, placement: bool, plain: bool) -> None:
    """Ask what is due today, the networks taking turns, each question on fresh numbers.

    \b
    Examples:
      tutor review
      tutor review --weak --limit 5
      tutor review --skill path-sum --plain
      tutor review --placement
    """
    if sum((weak, skill is not None, placement)) > 1:
        raise TutorError("--weak, --skill and --placement exclude each other", title="Which review?")
    chosen = weak or skill is not None or placement
    if not plain and not chosen and sys.stdin.isatty() and sys.stdout.isatty():
        from tutor.commands.support.open_app import open_app

        open_app(mode="review")
        return
    from tutor import host
    from tutor.commands.support.plain_quiz import PlainQuiz
    from tutor.study import open_store, placement_session, practice_session, read_learner_state, review_session

    with open_store() as store:
        state = read_learner_state(store)
        problems = host.logged_problems(state.problems)
        if skill is not None:
            _check_skill(skill, problems, state)
        if placement:
            session: QuizSession | None = placement_session(store, problems)
        elif weak or skill is not None:
            session = practice_session(store, problems, limit, skill=skill)
        else:
            session = review_session(store, problems, limit)
        if session is None:
            click.echo(_nothing(problems, store))
        else:
            PlainQuiz(session).run()


def _check_skill(skill: str, problems: Mapping[str, Problem], state: LearnerState) -> None:
    from tutor.errors import did_you_mean
    from tutor.study.opened import opened_steps

    steps = [step for problem in problems.values() for step in opened_steps(state, problem)]
    known = sorted({name for step in steps for name in step.skills})
    if skill not in known:
        guess = did_you_mean(skill, known) or f"; there are {', '.join(known)}"
        raise TutorError(f"no question needs the skill `{skill}`{guess}", title="No such skill")


def _nothing(problems: Mapping[str, Problem], store: Store) -> str:
    from tutor.study import progress_of, read_learner_state

    found = progress_of(read_learner_state(store), problems)
    if not found.answers:
        return "Nothing yet: `tutor quiz` asks the first questions."
    count = found.due["tomorrow"]
    tomorrow = f"; {count} question{'s' if count != 1 else ''} tomorrow" if count else ""
    return f"Nothing is due{tomorrow}. `tutor review --weak` asks what is known least."

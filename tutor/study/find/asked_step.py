"""The question of a name: a step of a problem, or a question about a mistake in its derivation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.study.find.asked import about_mistake

if TYPE_CHECKING:
    from tutor.problems.contract.step import Choice, Step
    from tutor.problems.instances.instance import Instance


def asked_step(instance: Instance, name: str) -> Step | Choice:
    """The step of a problem, or the question about a mistake, with this name. Raises TutorError where there is none."""
    about = about_mistake(name)
    if about is None:
        return instance.step(name)
    from tutor.study.find.questions import question_about

    return question_about(instance, about)

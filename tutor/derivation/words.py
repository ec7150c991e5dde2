"""What is said with a derived step: what is asked, the rule, why, and hints that do not hold the answer."""

from __future__ import annotations

from typing import Any

from tutor.derivation.record import DerivedStep
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.quantity import Quantity


def words_of_value(problem: Problem, quantity: Quantity) -> dict[str, Any]:
    """The words of a step that asks for a value of the forward pass."""
    return {
        "ask": f"The value of {quantity.name}.",
        "rule": "A value follows from those before it.",
        "why": f"{quantity.name} is a step of the forward pass.",
        "hints": ("Which names does it depend on?", "The forward pass says in which order they are put together."),
        "skills": ("layout",),
    }


def words_of(problem: Problem, step: DerivedStep) -> dict[str, Any]:
    """The words of a step that asks for a gradient."""
    entered = _listed([path.consumer for path in step.paths])
    many = len(step.paths) > 1
    return {
        "ask": f"How {step.of} changes with {step.by}.",
        "rule": "What comes along each path is added."
        if many
        else "What arrives at the one value it enters, times how that value changes with it.",
        "why": f"{step.by} enters {entered}{'' if many else ' and nothing else'}.",
        "hints": (
            f"Where does {step.by} enter? Look for it in the forward pass: {entered}.",
            "Write one term for each path, then add them." if many else "What is the slope of that formula alone?",
        ),
    }


def _listed(names: list[str]) -> str:
    """``a, b and c``."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))

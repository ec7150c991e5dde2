"""The key by which two sessions are the same, so that one can be continued."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem
    from tutor.problems.instances.instance import Instance
    from tutor.study.question_state import QuestionState

# Given numbers beyond this (in characters of JSON) are not kept with the session.
_LARGEST_GIVEN = 200_000


def question(instance: Instance, step: str) -> tuple[str, str, int | None]:
    """What tells a line's question from the others of its session."""
    return instance.problem.log_id, step, instance.seed


def key(questions: Sequence[QuestionState], mode: str, whole: bool) -> str:
    """A name for these questions in this mode.

    A whole problem goes by its instance alone: a later version of the plugin may ask a step more. The
    learner's own numbers go by their values.
    """
    parts: list[Any] = [mode]
    seen: set[int] = set()
    for asked in questions:
        instance = asked.instance
        if id(instance) not in seen:
            seen.add(id(instance))
            own = _digest(instance) if instance.own else ""
            seed = None if instance.seed is None else str(instance.seed)
            parts.append([instance.problem.log_id, seed, sorted(instance.sizes.items()), own])
        if not whole:
            parts.append(asked.asked_as)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def described(questions: Sequence[QuestionState]) -> list[dict[str, Any]]:
    """The instances of a session and the steps asked on each, as JSON can hold them."""
    found: dict[int, dict[str, Any]] = {}
    for asked in questions:
        instance = asked.instance
        entry = found.setdefault(id(instance), {})
        if not entry:
            entry["problem"] = instance.problem.log_id
            entry["title"] = instance.problem.title
            entry["seed"] = None if instance.seed is None else str(instance.seed)
            entry["sizes"] = free_sizes(instance)
            entry["label"] = instance.label
            entry["steps"] = []
            if instance.own:
                entry["given"] = _given(instance)
        entry["steps"].append(asked.asked_as)
    return list(found.values())


def free_sizes(instance: Instance) -> dict[str, int]:
    """The sizes that an instance can be built again with; those that follow from them are left out."""
    return {name: size for name, size in instance.sizes.items() if name in instance.problem.sizes}


def plugin(problem: Problem) -> tuple[str, str]:
    """The plugin a problem comes from and its version; its package and nothing where no host found it."""
    return problem.plugin or (type(problem).__module__.partition(".")[0], "")


def _given(instance: Instance) -> dict[str, Any] | None:
    given = {name: value.tolist() for name, value in instance.given.items()}
    return given if len(json.dumps(given)) <= _LARGEST_GIVEN else None


def _digest(instance: Instance) -> str:
    digest = hashlib.sha256()
    for name, value in sorted(instance.given.items()):
        digest.update(name.encode())
        digest.update(repr(getattr(value, "shape", ())).encode())
        digest.update(value.tobytes())
    return digest.hexdigest()

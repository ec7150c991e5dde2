"""A problem without steps has them derived when they are first asked for, and works like any other."""

from __future__ import annotations

import numpy as np
import pytest

import tutor
from tests.derivation.networks import network
from tutor import Problem, Quantity, Step, TutorError
from tutor.derivation import problem_steps
from tutor.host.hook_validation import problems


class Unit(Problem):
    id = "unit"
    title = "One unit"
    summary = "one unit"
    statement = ("y = tanh(w x)",)
    sizes = {"I": 3}
    axes = {"i": "inputs"}
    given = (Quantity("x", "i"), Quantity("w", "i"), Quantity("t"))
    values = (
        Quantity("z", formula="sum_i(w*x)"),
        Quantity("y", formula="tanh(z)"),
        Quantity("L", formula="1/2*(y - t)^2"),
    )


@pytest.fixture
def derivations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The problems whose steps are derived, in order."""
    found: list[str] = []
    derive = problem_steps.steps_of
    monkeypatch.setattr(problem_steps, "steps_of", lambda problem: (found.append(problem.id), derive(problem))[1])
    return found


def test_nothing_is_derived_until_steps_are_asked_for(derivations: list[str]) -> None:
    unit = Unit()
    problems([unit])
    assert unit.title
    assert unit.declared_steps is None
    assert derivations == []
    assert [step.id for step in unit.steps][-3:] == ["dL/dz", "dL/dx", "dL/dw"]
    assert unit.step("dL/dw")
    assert derivations == ["unit"]


def test_declared_steps_stay_the_authors(derivations: list[str]) -> None:
    class Declared(Unit):
        steps = (Step("z"), Step("y"), Step("L"))

    assert [step.id for step in Declared().steps] == ["z", "y", "L"]
    assert derivations == []


def test_such_a_problem_is_proved() -> None:
    assert tutor.prove(Unit(), words=False).counts["derivative"] > 0


def test_answers_are_marked() -> None:
    assert tutor.check(Unit(), "dL/dz", "(y - t)*(1 - y^2)").kind == "correct"
    wrong = tutor.check(Unit(), "dL/dz", "dL/dy")
    assert wrong.kind == "wrong"
    assert "derivative-missing" in [one.code for one in wrong.diagnosis]


def test_its_gradients_are_solved_and_checked() -> None:
    instance = Unit().instance(seed=3)
    gradients = dict(instance.solve().gradients)
    np.testing.assert_allclose(gradients["w"], gradients["z"] * instance.given["x"])
    rows = {row.name: row for row in tutor.gradcheck(Unit(), instance.given, {**gradients, "w": -gradients["w"]})}
    assert rows["x"].agrees
    assert not rows["w"].agrees


def test_a_problem_without_a_loss_has_its_values_alone() -> None:
    class Values(Unit):
        loss = ""
        values = Unit.values[:2]

    assert [step.id for step in Values().steps] == ["z", "y"]


def test_what_has_no_derivative_is_said_with_its_name() -> None:
    class Powers(Unit):
        like = {"j": "i"}
        axes = {"i": "rows", "j": "columns"}
        given = (Quantity("M", "i,j"), Quantity("p", sample=tutor.Integers(1, 3)), Quantity("x", "i"))
        values = (Quantity("L", formula="x^T M^p x"),)

    with pytest.raises(TutorError, match="the formula of L: a power of a matrix"):
        _ = Powers().steps


def test_what_only_arrives_from_outside_is_no_step() -> None:
    ids = [step.id for step in network("attention").steps]
    assert "L" not in ids
    assert "dL/dO" not in ids
    assert ids[6] == "dL/dA"

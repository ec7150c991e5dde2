"""Plugins whose problems declare no steps: they are listed at once, and derived when somebody asks."""

from __future__ import annotations

import pytest

from tests.conftest import PROBLEM, PluginMaker
from tutor import host


def test_a_problem_without_steps_is_listed_and_nothing_is_derived(
    make_plugin: PluginMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = PROBLEM.format(id="doubled").splitlines(keepends=True)
    make_plugin("doubled", "".join(line for line in lines if "steps =" not in line and "statement =" not in line))
    with monkeypatch.context() as patched:
        patched.setattr("tutor.derivation.problem_steps.steps_of", lambda problem: pytest.fail("derived"))
        problem = host.problems()["doubled"]
        assert host.problem("doubled").title == "Twice"
    assert [step.id for step in problem.steps] == ["y", "L", "dL/dy", "dL/dx"]
    assert problem.statement == ("y = 2 x   L = y²",)

"""The statement of a problem that declares none: its forward formulas."""

from __future__ import annotations

import pytest

from tests.bundled import AUTHORED
from tutor import Problem, Quantity, Step, host
from tutor.problems.instances.statement_lines import STATEMENT_CELLS
from tutor.terminal_text import cells


class Chain(Problem):
    id = "chain"
    title = "Chain"
    given = (Quantity("x"),)
    values = (
        Quantity("y", formula="tanh(x)"),
        Quantity("z", formula=" + ".join(["sigma(x*y)*x"] * 8)),
        Quantity("L", formula="z^2"),
    )


def test_formulas_share_a_line_as_long_as_there_is_room() -> None:
    lines = Chain().statement
    assert lines[0] == "y = tanh(x)"
    assert lines[1].startswith("z = σ(x y) x + ")
    assert all(line.startswith("    + ") for line in lines[2:-1])
    assert lines[-1].endswith("L = z²")
    assert all(cells(line) <= STATEMENT_CELLS for line in lines)


def test_a_statement_is_made_without_deriving_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tutor.derivation.problem_steps.steps_of", lambda problem: pytest.fail("derived"))
    assert Chain().statement


@pytest.mark.parametrize("problem", AUTHORED)
def test_the_lines_of_an_author_stay_his_own(problem: str) -> None:
    found = host.problem(problem)
    assert found.declares("statement")
    assert found.declares("steps")
    assert found.forward_only().statement == found.statement


def test_what_is_made_is_not_declared_even_after_it_was_asked_for() -> None:
    problem = Chain()
    assert problem.steps
    assert problem.statement
    assert not problem.declares("steps")
    assert not problem.declares("statement")
    forward = problem.forward_only()
    assert forward.declares("steps")
    assert forward.steps == (Step("y"), Step("z"), Step("L"))

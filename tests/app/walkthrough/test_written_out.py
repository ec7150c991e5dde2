"""The terms that a step's entry is written out as, against the numeric solver and against sums written by hand."""

from __future__ import annotations

import numpy as np
import pytest

from tests.app.app_screen import screen_text, settled
from tests.bundled import AUTHORED
from tutor import host
from tutor.app.shell.app import TutorApp
from tutor.app.walkthrough.page import Walkthrough
from tutor.app.walkthrough.step_view import one_entry, solve
from tutor.notation.write.one_line import to_unicode
from tutor.problems.contract.step import Step

# Steps that have no sum in them, and may not be written out.
ENTRYWISE = [("lstm-step", "h"), ("skip-mlp", "dL/da"), ("conv-dense", "dL/dy1"), ("lstm-cell", "dL/dC")]
SEEDS = [None, 3, 11]


def step_of(problem: str, step: str) -> Step:
    found = host.problem(problem).step(step)
    assert isinstance(found, Step)
    return found


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("problem", AUTHORED)
def test_the_terms_of_an_entry_add_up_to_what_the_solver_says(problem: str, seed: int | None) -> None:
    instance = host.problem(problem).instance(seed=seed)
    solution = instance.solve()
    written = 0
    for step in instance.problem.formula_steps():
        found = one_entry(instance, step)
        name = step.id.removeprefix("dL/d")
        solved = solution.gradients if name != step.id else solution.values
        if found is None or name not in solved:
            continue
        written += 1
        exact = np.asarray(solved[name])[tuple(at - 1 for at in found.place)]
        assert sum(found.values) == pytest.approx(exact, rel=1e-9, abs=1e-12)
        assert len(found.values) == len(found.terms) > 1
    assert written or problem in ("rnn-memory", "lstm-memory", "lstm-cell", "logistic-unit")


def test_a_correlation_is_written_out_by_its_positions() -> None:
    instance = host.problem("conv-dense").instance(seed=4)
    found = one_entry(instance, step_of("conv-dense", "dL/dK"))
    assert found is not None
    image, slope = instance.given["z0"], instance.target("dL/dy1")
    by_hand = [slope[u, v] * image[u, v] for u in range(slope.shape[0]) for v in range(slope.shape[1])]
    assert found.place == (1, 1)
    assert found.values == pytest.approx(by_hand)
    assert to_unicode(found.terms[0], instance.problem.scope) == "∂L/∂y₁[1,1] z₀[1,1]"


def test_a_sum_over_time_and_samples_begins_with_the_state_before_the_first_step() -> None:
    instance = host.problem("lstm-sequence").instance(seed=4)
    found = one_entry(instance, step_of("lstm-sequence", "dL/dWh"))
    assert found is not None
    slopes, before = instance.target("dL/da"), instance.given["h0"]
    states = np.concatenate([before[None], instance.target("h")[:-1]])
    by_hand = [states[t, n, 0] * slopes[t, n, 0] for t in range(len(slopes)) for n in range(slopes.shape[1])]
    assert found.values == pytest.approx(by_hand)
    assert to_unicode(found.terms[0], instance.problem.scope) == "h₀[1,1] ∂L/∂a[1,1,1]"


def test_a_mean_over_samples_keeps_its_factor_and_its_differences_whole() -> None:
    instance = host.problem("skip-mlp").instance()
    found = one_entry(instance, step_of("skip-mlp", "dL/dw_io"))
    assert found is not None
    assert to_unicode(found.terms[0], instance.problem.scope) == "2/N (ŷ₁ − y₁) ŷ₁ (1 − ŷ₁) x[1,1]"


def test_an_entry_that_few_terms_reach_gives_way_to_one_further_in() -> None:
    found = one_entry(host.problem("conv-dense").instance(), step_of("conv-dense", "dL/dz0"))
    assert found is not None
    assert (found.place, len(found.terms)) == ((2, 2), 4)


@pytest.mark.parametrize(("problem", "step"), ENTRYWISE)
def test_what_is_no_sum_is_not_written_out(problem: str, step: str) -> None:
    assert one_entry(host.problem(problem).instance(), step_of(problem, step)) is None


def test_of_many_terms_the_first_three_and_the_last_are_shown() -> None:
    problem = host.problem("lstm-sequence")
    ids = [step.id for step in problem.steps]
    shown = solve(problem.instance(seed=2), ids.index("dL/dWh")).written_out
    assert shown is not None
    assert len(shown.terms) == len(shown.numbers) == 5
    assert shown.terms[3] == shown.numbers[3] == "…"


async def test_formula_and_result_are_seen_without_scrolling() -> None:
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    instance = host.problem("conv-dense").instance()
    ids = [step.id for step in instance.problem.steps]
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await app.push_screen(Walkthrough(instance, solve(instance, ids.index("dL/dK"))))
        await settled(pilot)
        text = screen_text(app)
        assert text.index("▌K") < text.index("corr(z₀, ∂L/∂y₁)") < text.index("5.0718")
        await pilot.press("pagedown")
        await settled(pilot)
        assert "∂L/∂K[1,1] = ∂L/∂y₁[1,1] z₀[1,1] + " in screen_text(app)

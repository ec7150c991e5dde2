"""What was derived so far, as formulas and numbers."""

from __future__ import annotations

import pytest

from tests.app.app_screen import screen_text, settled
from tutor import host
from tutor.app.quiz.reference_text import Fact, with_numbers
from tutor.app.shell.app import TutorApp


def test_a_formula_has_its_numbers_behind_it_and_other_values_stand_before_all_formulas() -> None:
    formulas = [Fact("∂L/∂y", "y − t", True), Fact("∂L/∂W", "(y − t) hᵀ", True)]
    values = [Fact("y", "[0.2, 0.8]"), Fact("∂L/∂y", "[0.2, −0.2]")]
    assert [(fact.name, fact.value) for fact in with_numbers(formulas, values)] == [
        ("y", "[0.2, 0.8]"),
        ("∂L/∂y", "y − t = [0.2, −0.2]"),
        ("∂L/∂W", "(y − t) hᵀ"),
    ]


@pytest.mark.parametrize("size", [(120, 40), (160, 50), (200, 60)])
async def test_all_digits_of_a_vector_that_was_answered_are_on_a_wide_screen(size: tuple[int, int]) -> None:
    app = TutorApp(environ={"TUTOR_THEME": "tutor-dark"})
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        instance = host.problem("softmax-net").instance()
        ids = [step.id for step in instance.problem.steps]
        asked = ids.index("dL/dy1") + 1
        app.navigation.open("quiz", lambda: app.services.ask(instance, ids[asked:]))
        await settled(pilot)
        text = screen_text(app)
        for value in instance.target("dL/dy1"):
            assert f"{value:.4f}".replace("-", "−") in text

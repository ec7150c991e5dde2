"""The arithmetic of one answer, worked out by hand and by quadrature, and what follows from many."""

from __future__ import annotations

from math import exp, pi, sqrt

import numpy as np
import pytest

from tutor.study.schedule.response_model import Demand, Level, ResponseModel

ONE = Demand(("gate",))


def test_before_the_first_answer_a_question_of_one_skill_is_right_less_than_half_the_time() -> None:
    # -0.4 + 0.16/2 = -0.32 with a variance of 0.35 + 1.
    expected = 0.04 + 0.9 / (1 + exp(0.32 / sqrt(1 + pi * 1.35 / 8)))
    assert ResponseModel().chance(ONE, 0.0) == pytest.approx(expected, abs=1e-12)
    assert expected == pytest.approx(0.432, abs=0.001)


def test_the_chance_is_that_of_the_logit_spread_over_its_distribution() -> None:
    """The closed form for a logistic function of a normal variable, held against the integral."""
    model = ResponseModel(0.5, 0.2, {"gate": Level(0.8, 0.6), "transpose": Level(-0.4, 0.3)})
    weights = np.exp([-0.4, 0.2])
    weights /= weights.sum()
    mean = -0.4 - 0.08 + 0.5 + 0.7 + weights @ [0.8, -0.4]
    spread = sqrt(0.2 + weights**2 @ [0.6, 0.3])
    points, shares = np.polynomial.hermite_e.hermegauss(60)
    integral = shares @ (1 / (1 + np.exp(-(mean + spread * points)))) / shares.sum()
    chance = model.chance(Demand(("gate", "transpose"), 0.7), 0.0)
    assert chance == pytest.approx(0.04 + 0.9 * integral, abs=0.003)


def test_the_first_right_answer_moves_every_number_as_worked_out_by_hand() -> None:
    model = ResponseModel()
    model.update(ONE, True, 0.0)
    z = 1 / (1 + exp(0.32 / sqrt(1 + pi * 1.35 / 8)))
    chance, slope = 0.04 + 0.9 * z, 0.9 * z * (1 - z)
    spread = chance * (1 - chance)
    damped = 1 + 1.35 * slope**2 / spread
    information, surprise = slope**2 / spread / damped, (1 - chance) * slope / spread / damped
    assert model.general == pytest.approx(0.35 * surprise)
    assert model.general_variance == pytest.approx(0.35 - 0.35**2 * information)
    gate = model.skills["gate"]
    assert (gate.mean, gate.variance, gate.fresh) == pytest.approx((surprise + 0.056, 1 - information, 0.114))


def test_a_week_makes_a_level_less_sure_and_what_is_fresh_fades() -> None:
    level = Level(1.2, 0.5, 0.3, day=100.0)
    later = level.on(107.0)
    assert (later.mean, later.variance, later.fresh) == pytest.approx((1.2, 0.5 + 0.28, 0.3 * exp(-7 / 11)))
    assert level.on(1000.0).variance == 1.0
    assert level.on(90.0) == level


def test_a_wrong_answer_is_blamed_on_the_weak_skill() -> None:
    model = ResponseModel(skills={"sure": Level(2.0, 0.5), "doubtful": Level(-1.0, 0.5)})
    model.update(Demand(("sure", "doubtful")), False, 0.0)
    assert 2.0 - model.skills["sure"].mean < (-1.0 - model.skills["doubtful"].mean) / 2


def test_what_is_learned_of_one_skill_says_something_of_the_others() -> None:
    model = ResponseModel()
    before = model.chance(Demand(("transpose",)), 0.0)
    for _ in range(5):
        model.update(ONE, True, 0.0)
    assert before < model.chance(Demand(("transpose",)), 0.0) < model.chance(ONE, 0.0)


def test_a_skill_named_twice_counts_once() -> None:
    once, twice = ResponseModel(), ResponseModel()
    once.update(ONE, True, 0.0)
    twice.update(Demand(("gate", "gate")), True, 0.0)
    assert once == twice
    assert once.chance(ONE, 1.0) == once.chance(Demand(("gate", "gate")), 1.0)


def test_a_question_without_skills_still_moves_the_general_level() -> None:
    model = ResponseModel()
    model.update(Demand(()), True, 0.0)
    assert model.general > 0
    assert not model.skills


@pytest.mark.parametrize("right", [True, False])
def test_after_hundreds_of_answers_of_one_kind_a_dozen_of_the_other_change_what_is_expected(right: bool) -> None:
    model = ResponseModel()
    for number in range(600):
        model.update(ONE, right, number / 10)
    before = model.chance(ONE, 60.0)
    for number in range(12):
        model.update(ONE, not right, 60 + number / 10)
    after = model.chance(ONE, 62.0)
    assert 0.04 < before < 0.94
    assert before - after > 0.2 if right else after - before > 0.2


def test_a_question_whose_answer_is_certain_tells_little() -> None:
    sure = ResponseModel(skills={"gate": Level(4.0, 0.2)})
    assert sure.expected_bits(ONE, 0.0) < ResponseModel().expected_bits(ONE, 0.0) / 2


def test_a_copy_is_updated_by_itself() -> None:
    model = ResponseModel(skills={"gate": Level(0.5)})
    other = model.copy()
    other.update(ONE, True, 3.0)
    assert model == ResponseModel(skills={"gate": Level(0.5)})

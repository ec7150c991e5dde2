"""What a step asks for, told from its id and the names of its problem."""

from __future__ import annotations

import pytest

import tutor
from tests.problems.other_letters import OTHER, USUAL, Grid, Lookalikes, recurrent
from tests.problems.toys import Chain, Layer, broken
from tutor import Problem, Quantity, Step
from tutor.problems.contract.errors import DeclarationError
from tutor.problems.contract.target import Place, Target, gradient_id, target_of, update_id

NAMES = {"L", "h", "H", "K", "W", "W_o", "h_prev", "x", "dx", "tanh_c", "x_new"}


@pytest.mark.parametrize(
    ("name", "kind", "of", "by"),
    [
        ("h", "value", "h", ""),
        ("dx", "value", "dx", ""),
        ("x_new", "value", "x_new", ""),
        ("dL/dh", "gradient", "L", "h"),
        ("dL/dh_prev", "gradient", "L", "h_prev"),
        ("dL/ddx", "gradient", "L", "dx"),
        ("dL/dx_new", "gradient", "L", "x_new"),
        ("dL/dtanh_c", "gradient", "L", "tanh_c"),
        ("dL/da", "gradient", "L", "a"),
        ("dh/dx", "derivative", "h", "x"),
        ("dh/dL", "derivative", "h", "L"),
        ("dh_prev/dW_o", "derivative", "h_prev", "W_o"),
        ("dJ/dW", "derivative", "J", "W"),
        ("W_o_new", "update", "W_o", ""),
        ("x_new_new", "update", "x_new", ""),
        ("b_new", "law", "b_new", ""),
        ("sigma'(x)", "law", "sigma'(x)", ""),
        ("M^30", "law", "M^30", ""),
        ("a/b", "law", "a/b", ""),
        ("two-index", "law", "two-index", ""),
        ("", "law", "", ""),
    ],
)
def test_the_kind_of_an_id_and_what_it_is_about(name: str, kind: str, of: str, by: str) -> None:
    assert target_of(name, NAMES, "L") == Target(name, kind, of, by)


@pytest.mark.parametrize(
    ("name", "of_at", "by_at", "case"),
    [
        ("dL/dK[1,1]", None, Place(("1", "1"), listed=True), ""),
        ("dL/dH_3", None, Place(("3",)), ""),
        ("dL/dH_T", None, Place(("T",)), ""),
        ("dL/dW_o_2", None, Place(("2",)), ""),
        ("dL/dH_{t,1}", None, Place(("t", "1")), ""),
        ("dH_(t+1)/dH_t", Place(("t+1",)), Place(("t",)), ""),
        ("dH_t/dH_k-open", Place(("t",)), Place(("k",)), "-open"),
        ("dH[T]/dx", Place(("T",), listed=True), None, ""),
        ("dq_t/dq_k", None, None, ""),
    ],
)
def test_at_which_entry_or_time_and_in_which_case(
    name: str, of_at: Place | None, by_at: Place | None, case: str
) -> None:
    target = target_of(name, NAMES, "L")
    assert (target.of_at, target.by_at, target.case) == (of_at, by_at, case)
    assert target.whole == (of_at is None and by_at is None and not case)


@pytest.mark.parametrize("place", [Place(("1", "2"), listed=True), Place(("T",)), Place(("t+1",)), Place(("12",))])
def test_a_place_is_read_as_it_is_written(place: Place) -> None:
    assert target_of(f"dL/dH{place.written}", NAMES, "L").by_at == place


def test_a_derivative_by_the_loss_at_a_place_is_no_gradient() -> None:
    assert target_of("dL_(t+1)/dx", NAMES, "L").kind == "derivative"


def test_a_quotient_of_two_arrays_is_no_derivative() -> None:
    assert target_of("dx/dt", {"dx", "dt"}, "L").kind == "law"
    assert target_of("dx/dt", {"dx", "t"}, "L").kind == "derivative"


def test_only_what_can_stand_in_a_formula_is_a_word() -> None:
    words = {"h": True, "dL/dh": True, "dL/dK[1,1]": True, "rate": True, "M^30": False, "dH_t/dH_k-open": False}
    assert {name: target_of(name, NAMES, "L").is_word for name in words} == words


def test_without_a_loss_there_is_no_gradient() -> None:
    assert target_of("dL/dx", NAMES, "").kind == "derivative"


def test_a_target_is_made_once_for_each_step_and_quantity() -> None:
    problem = Layer()
    assert problem.targets["dL/dW"] is problem.targets["dL/dW"]
    assert problem.targets["why"].kind == "law"
    before = len(problem.targets)
    assert problem.targets["dz/dx"] == Target("dz/dx", "derivative", "z", "x")
    assert len(problem.targets) == before


def test_ids_of_gradients_and_updates_are_made_of_names() -> None:
    assert gradient_id(recurrent(OTHER), "W") == "dJ/dW"
    assert update_id(Layer(), "W") == "W_new"
    assert update_id(Layer(), "x") == ""
    assert update_id(Lookalikes(), "W") == ""
    assert update_id(Lookalikes(), "W_new") == "W_new_new"


@pytest.mark.parametrize("make", [lambda: recurrent(USUAL), lambda: recurrent(OTHER), Grid, Lookalikes])
def test_networks_with_any_letters_and_names_are_proved_by_all_witnesses(make: type[Problem]) -> None:
    problem = make()
    proof = tutor.prove(problem, seeds=(0, 1), symbolic=True)
    assert proof.alone == ({"dJ/da"} if problem.id == "toy-grid" else set())
    assert proof.counts["symbolic"] >= 7


def test_all_that_a_derivative_is_by_must_be_there_for_its_axes_to_follow() -> None:
    for name in ("dL/dnothing", "dL/dH_T", "dH_(t+1)/dH_t", "nothing_new"):
        with pytest.raises(DeclarationError, match="needs its axes"):
            broken(Chain).axes_of(Step(name))


def test_an_entry_with_too_few_indices_is_vouched_for_by_nothing() -> None:
    given = (Quantity("x", "i"), Quantity("W", "h,i"), Quantity("t", "h"), Quantity("eta"))
    step = Step("dL/dW[1]", "dL/dW[1,1]", axes="", ask="a", rule="b", hints=("c", "d"))
    problem = broken(Layer, given=given, steps=(*Layer.steps, step))
    assert tutor.prove(problem, seeds=(0,)).alone == {"dL/dW[1]"}

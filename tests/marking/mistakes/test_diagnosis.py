"""A wrong answer is called wrong, and its mistake is named, however it is written."""

from __future__ import annotations

import numpy as np
import pytest

import tutor
from tests.marking.mistakes.slips import SLIPS
from tests.marking.toys import TOYS, posed
from tutor.marking import Verdict, mark, question
from tutor.marking.equivalence.sample_points import points_of
from tutor.marking.mistakes.codes import CODES
from tutor.marking.mistakes.mutant_table import Mutants
from tutor.marking.mistakes.step_mutants import mutants_of
from tutor.problems.contract.step import Step


def marked(problem: str, step: str, answer: str, seed: int | None = 3) -> Verdict:
    return mark(question(posed(problem).instance(seed=seed), step), answer)


@pytest.mark.parametrize(("code", "problem", "step", "answer"), SLIPS)
def test_a_slip_is_marked_wrong_and_named(code: str, problem: str, step: str, answer: str) -> None:
    verdict = marked(problem, step, answer)
    assert verdict.kind == "wrong"
    assert code in [diagnosis.code for diagnosis in verdict.diagnosis]


def test_every_kind_of_mistake_is_recognised_in_two_networks_or_more() -> None:
    networks: dict[str, set[str]] = {code: set() for code in (*CODES, "shape")}
    for code, problem, _, _ in SLIPS:
        networks[code].add(problem.split()[0])
    in_the_only_network_with_a_root, of_code_alone = {"power"}, {"clipped"}
    few = {code for code, names in networks.items() if len(names) < 2}
    assert few == in_the_only_network_with_a_root | of_code_alone


@pytest.mark.parametrize("toy", TOYS)
def test_the_small_networks_of_these_tests_are_right_themselves(toy: str) -> None:
    assert tutor.prove(posed(toy), seeds=range(2)).worst_error < 1e-11


def test_every_code_says_the_kind_and_the_rule() -> None:
    for code in CODES.values():
        assert code.message.endswith(".")
        assert code.rule.endswith((".", "?"))


@pytest.mark.parametrize(
    ("problem", "step", "answer", "code"),
    [("lstm-cell", "dL/df", "dL/dC", "factor-missing"), ("rnn-bptt", "U_new", "U", "rate-missing")],
)
def test_only_a_learning_rate_is_called_one(problem: str, step: str, answer: str, code: str) -> None:
    verdict = marked(problem, step, answer)
    assert verdict.diagnosis[0].code == code
    assert ("rate-missing" in [diagnosis.code for diagnosis in verdict.diagnosis]) == (code == "rate-missing")


def test_what_comes_to_zero_is_said_first_and_then_why() -> None:
    verdict = marked("softmax-net", "dL/dz2", "y - y")
    assert verdict.diagnosis[0].code == "zero"
    assert len(verdict.diagnosis) > 1


def test_two_mistakes_at_once_are_both_named() -> None:
    verdict = marked("skip-mlp", "dL/dw_io", "N*sum_n((y - yhat) * 2/N * yhat * (1 - yhat) * x_i)")
    assert {diagnosis.code for diagnosis in verdict.diagnosis} >= {"sign", "mean-missing"}


def test_what_is_not_recognised_is_said_as_such_with_a_place() -> None:
    verdict = marked("skip-mlp", "dL/dw_io", "[0.111, 0.222, 0.333]", seed=None)
    assert [diagnosis.code for diagnosis in verdict.diagnosis] == ["unrecognised"]
    assert "number 1" in verdict.diagnosis[0].message


def test_a_mistake_in_numbers_is_named_from_the_instance() -> None:
    problem = tutor.problem("skip-mlp")
    right = problem.instance(seed=5).target("dL/dw_io")
    answer = "[" + ", ".join(f"{-value:.6f}" for value in right) + "]"
    verdict = marked("skip-mlp", "dL/dw_io", answer, seed=5)
    assert verdict.kind == "wrong"
    assert verdict.diagnosis[0].code == "sign"


def test_an_answer_that_follows_from_an_own_earlier_value_is_told_so() -> None:
    instance = tutor.problem("lstm-cell").instance()
    own = {"dL/dh": np.array(0.4608)}
    verdict = mark(question(instance, "dL/do"), "0.1030", own)
    assert verdict.kind == "correct"
    assert verdict.follow_through
    assert verdict.score == 0.5
    assert "∂L/∂hₜ" in verdict.diagnosis[0].message


def test_a_right_answer_is_no_follow_through() -> None:
    instance = tutor.problem("lstm-cell").instance()
    verdict = mark(question(instance, "dL/do"), "-0.1030", {"dL/dh": np.array(0.4608)})
    assert verdict.kind == "correct"
    assert not verdict.follow_through


def test_a_formula_for_one_size_is_right_there_and_says_so() -> None:
    entries = " + ".join(f"dL/dy1_{u}{v} z0_{u}{v}" for u in (1, 2) for v in (1, 2))
    at_textbook = marked("conv-dense", "dL/dK[1,1]", entries, seed=None)
    assert at_textbook.kind == "correct"
    assert "U = 2" in at_textbook.note


def test_a_number_in_place_of_a_size_is_right_at_that_size_only() -> None:
    assert marked("skip-mlp", "dL/dyhat", "(yhat - y)/2", seed=None).note == "Right for N = 4."
    assert marked("skip-mlp", "dL/dyhat", "(yhat - y)/3", seed=None).kind == "wrong"


def test_single_numbers_are_accepted_where_the_problem_says_so() -> None:
    assert marked("logistic-unit", "z", "W^T x").kind == "correct"
    assert marked("logistic-unit", "z", "W_i x_i").kind == "wrong"


def test_a_name_that_comes_later_is_diagnosed_if_wrong_and_refused_free_of_charge_if_right() -> None:
    assert marked("skip-mlp", "dL/dz", "dL/da").kind == "wrong"
    refused = marked("skip-mlp", "dL/dv", "dL/da/(v*(1-v))")
    assert refused.kind == "invalid"
    assert "later" in refused.diagnosis[0].message


@pytest.mark.parametrize("problem", ["skip-mlp", "softmax-net", "lstm-cell", "conv-dense"])
def test_the_same_answer_gets_the_same_verdict_always(problem: str) -> None:
    for code, name, step, answer in SLIPS:
        if name == problem:
            first, second = marked(name, step, answer), marked(name, step, answer)
            assert first == second, code


def test_a_zero_with_rounding_left_in_it_is_recognised_as_that_zero() -> None:
    verdict = tutor.check("conv-dense", "y1", "[[0.75, 0.45], [1.4, 1.38777878e-16]]")
    assert [diagnosis.code for diagnosis in verdict.diagnosis] == ["kernel-flipped"]


@pytest.mark.parametrize(
    ("name", "step"), [("lstm-sequence", "dL/dh0"), ("conv-dense", "dL/dz0"), ("rnn-bptt", "dL/dW")]
)
def test_a_few_points_of_large_arrays_tell_as_many_mistakes_apart_as_all(name: str, step: str) -> None:
    problem = tutor.problem(name)
    asked = problem.step(step)
    assert isinstance(asked, Step)
    few, points = mutants_of(problem, step), points_of(problem)
    assert few.count < len(points.arrays[step])
    assert few.fitting_classes == Mutants(problem, asked, points.arrays, points.sizes).fitting_classes


def test_the_place_of_a_mistake_is_said_once_and_only_where_it_is_another_formula() -> None:
    own = marked("lstm-cell", "do/dW_o", "(1 - o) [h_prev, x]", seed=None)
    assert {found.where for found in own.diagnosis} == {""}
    other = marked("skip-mlp", "dL/dw_ho", "N*sum_n(dL/dz v)")
    places = [found.where for found in other.diagnosis if found.where]
    assert len(places) == len(set(places))


def test_of_a_function_left_out_of_a_value_nothing_is_said_of_an_earlier_one() -> None:
    verdict = marked("lstm-cell", "f", "W_f · [h_prev, x]")
    assert verdict.diagnosis[0].code == "forward"
    assert "already" not in verdict.diagnosis[0].message


def test_numbers_that_zeros_make_alike_are_first_those_of_a_function_left_out() -> None:
    assert marked("lstm-cell", "f", "0.5", seed=None).diagnosis[0].code == "forward"


def test_a_wrong_formula_that_is_right_at_the_textbooks_numbers_is_told_so() -> None:
    at_textbook = marked("rnn-memory", "M^n", "Q A^n Q^T", seed=None).diagnosis[0]
    assert at_textbook.code == "inverse-missing"
    assert "right value here" in at_textbook.message
    assert "right value here" not in marked("rnn-memory", "M^n", "Q A^n Q^T").diagnosis[0].message


@pytest.mark.parametrize("slope", ["sigma'(a[t+1])", "H[t+1] (1 - H[t+1])"])
def test_what_is_beyond_the_entries_that_are_asked_for_hides_no_mistake(slope: str) -> None:
    assert marked("rnn-bptt", "dH_(t+1)/dH_t", f"W^T diag({slope})").diagnosis[0].code == "transpose"


@pytest.mark.parametrize(("answer", "this"), [("[y, t]", "this is a list of"), ("z2", r"this has axis [m]")])
def test_what_does_not_fit_is_told_after_what_is_asked_for(answer: str, this: str) -> None:
    assert marked("softmax-net", "L", answer).diagnosis[0].message.startswith(f"One number is asked for; {this}")


def test_numbers_whose_last_zeros_were_left_out_are_recognised() -> None:
    verdict = marked("skip-mlp", "dL/dw_io", str([-0.13, 0.27183, 0.31415]))
    assert verdict.diagnosis[0].code == "unrecognised"
    right = tutor.problem("rnn-step").instance(seed=3).target("dL/du")
    short = (-np.asarray(right)).round(4).tolist()
    assert marked("rnn-step", "dL/du", str(short), seed=3).diagnosis[0].code == "sign"

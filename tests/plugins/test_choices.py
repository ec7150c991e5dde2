"""The choice questions of the two problems about memory, answered in the ways people answer them."""

from __future__ import annotations

import pytest

import tutor


@pytest.mark.parametrize(
    "answer",
    [
        "1 4 5 7 8 9",
        "9, 8, 7, 5, 4, 1",
        "(1,1) (2,1) (2,2) (3,1) (3,2) (3,3)",
        "(1, 1), (2, 1), (2, 2), (3, 3), (3, 2) and (3, 1)",
        "{(1,1),(2,1),(2,2),(3,1),(3,2),(3,3)}",
        "(t, k) = (1,1), (2,1), (2,2), (3,1), (3,2), (3,3)",
    ],
)
def test_the_six_terms_are_picked_by_number_or_as_pairs(answer: str) -> None:
    assert tutor.check("rnn-memory", "terms-T3", answer).kind == "correct"


@pytest.mark.parametrize("answer", ["(1,1) (2,1) (2,2)", "(1,1) (2,1) (2,2) (3,1) (3,2) (3,3) (2,3)"])
def test_too_few_or_too_many_pairs_are_wrong(answer: str) -> None:
    assert tutor.check("rnn-memory", "terms-T3", answer).kind == "wrong"


@pytest.mark.parametrize("answer", ["(1,1) (2,1) (2,1)", "(4,4)", "all"])
def test_what_names_no_set_of_options_costs_nothing(answer: str) -> None:
    assert tutor.check("rnn-memory", "terms-T3", answer).kind == "invalid"


def test_gates_are_named_or_numbered() -> None:
    for answer in ("1 2 3", "fₜ iₜ oₜ", "fₜ, oₜ and iₜ", "f i o", "f_t, i_t, o_t", "$f_{t}$, $i_t$ and $o_t$"):
        assert tutor.check("lstm-memory", "non-negative", answer).kind == "correct"
    assert tutor.check("lstm-memory", "non-negative", "fₜ iₜ oₜ Cₜ").diagnosis[0].code == "range"
    for answer in (r"f_t, i_t, o_t, \tilde{C}_t", "f i o C̃"):
        assert tutor.check("lstm-memory", "non-negative", answer).read_as == "1, 2, 3, 4"

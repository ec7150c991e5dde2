"""The names of arrays as people's code has them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tutor
from tutor import TutorError
from tutor.problems.contract.code_names import Names, flat, given_names, gradient_names, is_library_name, value_names

WANTED = ("W1", "b1", "W_f", "Wx", "Wh", "b", "h_prev", "yhat", "alpha")
NAMES = Names(WANTED, (*WANTED, "L", "x", "dh", "h"), "a gradient of toy", losses=("L",))

PROBLEMS = ("skip-mlp", "softmax-net", "conv-dense", "rnn-bptt", "rnn-step", "lstm-cell", "lstm-step", "lstm-sequence")
DECORATED = (
    "{}", "d{}", "d_{}", "dL_d{}", "dL/d{}", "dLd{}", "dL_{}", "∂L/∂{}", "dloss_d{}", "dL_by_d{}",
    "grad_{}", "grad{}", "gradient_{}", "{}_grad", "{}.grad", "{}_gradient", "grads.{}", "grads.d{}", "nabla_{}",
)  # fmt: skip


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("Wx", "Wx"),
        ("dWx", "Wx"),
        ("W_x", "Wx"),
        ("dW_x", "Wx"),
        ("d_Wx", "Wx"),
        ("dL_dWx", "Wx"),
        ("dL/dWx", "Wx"),
        ("dLdWx", "Wx"),
        ("grad_Wx", "Wx"),
        ("Wx_grad", "Wx"),
        ("Wx.grad", "Wx"),
        ("∂L/∂Wx", "Wx"),
        ("∂L/∂W_x", "Wx"),
        ("dloss_dWx", "Wx"),
        ("dLoss_dWx", "Wx"),
        ("dCostdWx", "Wx"),
        ("Wx_bar", "Wx"),
        ("∇_Wx", "Wx"),
        ("grads/Wx", "Wx"),
        ("wx", "Wx"),
        ("dW_1", "W1"),
        ("w1", "W1"),
        ("W₁", "W1"),
        ("W^{(1)}", "W1"),
        ("fc1.weight", "W1"),
        ("layer_1.bias.grad", "b1"),
        ("layer1.dW", "W1"),
        ("l1.db", "b1"),
        ("Wf", "W_f"),
        ("dprev_h", "h_prev"),
        ("dh_prev", "h_prev"),
        ("y_hat", "yhat"),
        ("dL/dα", "alpha"),
        ("weight_ih_l0", "Wx"),
        ("lstm.weight_hh_l0.grad", "Wh"),
        ("bias_hh_l0", "b"),
        ("recurrent_kernel", "Wh"),
        ("model.Wx", "Wx"),
        ("grads.Wx", "Wx"),
    ],
)
def test_a_gradient_is_found_by_its_name_in_code(key: str, name: str) -> None:
    assert NAMES.find(key) == name


@pytest.mark.parametrize("key", ["dJ_dWx", "dWx[1]", "Wx_new", "dC/dWx", "q", "", "d", "fc3.weight", "W" * 5000])
def test_what_names_nothing_is_refused_with_what_there_is(key: str) -> None:
    with pytest.raises(TutorError, match=r"is not a gradient of toy(; did you mean `|; there are W1, b1)"):
        NAMES.find(key)


def test_the_nearest_name_is_suggested() -> None:
    with pytest.raises(TutorError, match="`dL_dyhatt` is not a gradient of toy; did you mean `yhat`"):
        NAMES.find("dL_dyhatt")


def test_where_two_names_are_possible_both_are_listed() -> None:
    two = Names(("Wab", "wAB", "dx", "x", "y", "Y"), (), "a gradient of toy", losses=("J",))
    for key in ("dwab", "grad_w_ab", "dJ/dWAB"):
        with pytest.raises(TutorError, match=f"`{key}` could be `Wab` or `wAB`: use the declared name"):
            two.find(key)
    assert two.find("dx") == "dx"
    assert two.find("dJ_dx") == "x"
    assert (two.find("dy"), two.find("dY")) == ("y", "Y")


def test_the_name_of_what_arrives_from_outside_means_the_one_gradient_that_it_can_mean() -> None:
    for problem in ("lstm-step", "lstm-sequence"):
        assert gradient_names(tutor.problem(problem), ("h", "Wx")).find("dh") == "h"


def test_a_declared_name_that_has_no_gradient_is_not_passed_over() -> None:
    names = Names(("wab",), ("wab", "Wab"), "a gradient of toy", losses=("L",))
    with pytest.raises(TutorError, match=r"`dWab` could be `wab` or `Wab` \(Wab is not a gradient of toy\)"):
        names.find("dWab")


@given(problem=st.sampled_from(PROBLEMS), decorated=st.sampled_from(DECORATED), data=st.data())
def test_every_spelling_of_every_name_finds_it_or_is_said_to_be_ambiguous(
    problem: str, decorated: str, data: st.DataObject
) -> None:
    asked = tutor.problem(problem)
    names = [target.by for target in asked.targets.values() if target.kind == "gradient" and target.whole]
    name = data.draw(st.sampled_from(names))
    spelled = data.draw(st.sampled_from([name, name.replace("_", ""), name[0] + "_" + name[1:] if name[1:] else name]))
    key = decorated.format(spelled)
    found, said = gradient_names(asked, names).found(key), ""
    if not found:
        with pytest.raises(TutorError) as raised:
            gradient_names(asked, names).find(key)
        said = str(raised.value)
    assert found in (name, key) or f"`{name}`" in said.partition(" could be ")[2], (key, found, said)


@pytest.mark.parametrize("problem", PROBLEMS)
def test_given_arrays_and_values_are_found_by_every_name_without_underscores(problem: str) -> None:
    asked = tutor.problem(problem)
    for names, quantities in ((given_names(asked), asked.given), (value_names(asked), asked.values)):
        for quantity in quantities:
            assert names.found(quantity.name) == quantity.name
            assert names.found(quantity.name.replace("_", "")) in ("", quantity.name)


def test_symbols_and_aliases_are_names_as_they_are_written() -> None:
    cell = tutor.problem("lstm-cell")
    assert given_names(cell).find("h_{t-1}") == "h_prev"
    assert value_names(cell).find("C_t") == "C"


def test_nested_objects_are_laid_out_by_dotted_keys() -> None:
    nested = {"W1": {"data": 1, "grad": 2}, "fc": {"b": 3}, "x": 4}
    assert flat(nested, gradients=True) == {"W1": 2, "fc.b": 3, "x": 4}
    assert flat(nested, gradients=False) == {"W1": 1, "fc.b": 3, "x": 4}
    both = {"params": {"W": 1}, "grads": {"W": 2}}
    assert flat(both, gradients=True) == {"W": 2}
    assert flat(both, gradients=False) == {"W": 1}
    with pytest.raises(TutorError, match="3 is not a name"):
        flat({3: 1}, gradients=True)  # type: ignore[dict-item]
    with pytest.raises(TutorError, match="arrays must be given by name, as a dict, not as a tuple"):
        flat((1, 2), gradients=True)  # type: ignore[arg-type]


def test_names_of_libraries_are_known() -> None:
    assert all(map(is_library_name, ("fc1.weight", "weight_ih_l0.grad", "kernel", "rnn.bias_hh_l0")))
    assert not any(map(is_library_name, ("W1", "weights", "dWx", "b")))

"""How names look: LaTeX as declared, Unicode made from it."""

from __future__ import annotations

import pytest

import tutor
from tests.problems.toys import Chain, Layer, Line, broken
from tutor import Problem, Quantity, Step

SHOWN: list[tuple[type[Problem], str, str, str]] = [
    (Line, "yhat", "ŷ", r"\hat{y}"),
    (Line, "dL/dyhat", "∂L/∂ŷ", r"\frac{\partial L}{\partial \hat{y}}"),
    (Line, "dyhat/dw", "∂ŷ/∂w", r"\frac{\partial \hat{y}}{\partial w}"),
    (Layer, "eta", "η", r"\eta"),
    (Layer, "W_new", "Wⁿᵉʷ", r"W^{\text{new}}"),
    (Chain, "H", "H", "H_t"),
    (Chain, "dL/dH", "∂L/∂H", r"\frac{\partial L}{\partial H}"),
    (Chain, "dL/dH_T", "∂L/∂H_T", r"\frac{\partial L}{\partial H_{T}}"),
    (Chain, "dL/dh0", "∂L/∂h₀", r"\frac{\partial L}{\partial h_0}"),
]


@pytest.mark.parametrize(("make", "name", "unicode", "latex"), SHOWN)
def test_names_in_unicode_and_latex(make: type[Problem], name: str, unicode: str, latex: str) -> None:
    assert make().display(name) == unicode
    assert make().latex(name) == latex


@pytest.mark.parametrize(
    ("quantity", "unicode", "latex"),
    [
        (Quantity("h_prev", symbol="h_{t-1}"), "hₜ₋₁", "h_{t-1}"),
        (Quantity("g", symbol=r"\tilde{C}_t"), "C̃ₜ", r"\tilde{C}_t"),
        (Quantity("z1", symbol="z^{(1)}"), "z⁽¹⁾", "z^{(1)}"),
        (Quantity("W_o", symbol="W_o"), "W_o", "W_o"),
        (Quantity("W_f"), "W_f", "W_{f}"),
        (Quantity("w_ih", "i,h", "w_{ih}"), "w_ih", "w_{ih}"),
        (Quantity("y2"), "y₂", "y_{2}"),
        (Quantity("alpha"), "α", r"\alpha"),
        (Quantity("rate"), "rate", r"\text{rate}"),
        (Quantity("x", "n,i", "x_i^{(n)}"), "x", "x_i^{(n)}"),
    ],
)
def test_symbols_become_unicode_without_the_indices_that_the_axes_already_say(
    quantity: Quantity, unicode: str, latex: str
) -> None:
    problem = broken(Line, given=(quantity,))
    assert problem.display(quantity.name) == unicode
    assert problem.latex(quantity.name) == latex


def test_an_entry_and_a_neighbour_are_written_with_their_indices() -> None:
    problem = broken(Layer)
    assert problem.display("dL/dW[1,2]") == "∂L/∂W[1,2]"
    assert problem.latex("dL/dW[1,2]") == r"\frac{\partial L}{\partial W_{1,2}}"
    state = broken(Chain, values=(Quantity("H", "t"), Quantity("L")))
    assert state.display("dH_(t+1)/dH_t") == "∂Hₜ₊₁/∂Hₜ"


def test_a_step_may_bring_a_symbol_of_its_own() -> None:
    problem = broken(Layer, steps=(Step("J", "W", axes="h,i", symbol=r"\tilde{J}"),))
    assert problem.display("J") == "J̃"
    assert problem.latex("J") == r"\tilde{J}"


def test_what_a_question_asks_for_looks_as_in_a_book() -> None:
    shown = {
        ("skip-mlp", "sigma'(x)"): (r"\sigma'(x)", "σ'(x)"),
        ("rnn-memory", "M^30"): ("M^{30}", "M³⁰"),
        ("rnn-memory", "M^n"): ("M^n", "Mⁿ"),
        ("rnn-memory", "dh_t/dh_k"): (r"\frac{\partial h_4}{\partial h_1}", "∂h₄/∂h₁"),
        ("lstm-memory", "dC_t/dC_k"): (r"\frac{\partial C_{t}}{\partial C_{k}}", "∂Cₜ/∂Cₖ"),
        ("lstm-step", "dL/dtanh_c"): (r"\frac{\partial L}{\partial \tanh(c_t)}", "∂L/∂tanh(cₜ)"),
    }
    for (problem, name), (latex, plain) in shown.items():
        assert (tutor.problem(problem).latex(name), tutor.problem(problem).display(name)) == (latex, plain)
    assert tutor.problem("lstm-memory").display("dC_t/dC_k-open") == "∂Cₜ/∂Cₖ (f = 1, i = 0)"


@pytest.mark.parametrize("written", ["dL/dtanh(c)", "∂L/∂tanh(cₜ)", r"\frac{\partial L}{\partial \tanh(c_t)}"])
def test_a_name_shown_as_a_function_of_another_is_read_so(written: str) -> None:
    assert tutor.check("lstm-step", "dL/dc", f"dc + {written} (1 - tanh(c)^2)", seed=3).kind == "correct"

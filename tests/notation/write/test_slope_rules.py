"""The slope that is worked out from a formula is that of its values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tutor.notation.errors import NotationError
from tutor.notation.eval.number_types import FLOATS
from tutor.notation.functions import FUNCTIONS, Function
from tutor.notation.read.grammar import function_formulas
from tutor.notation.write.one_line import to_ascii
from tutor.notation.write.slope_rules import slope

AT = np.array([-1.3, -0.6, 0.4, 1.1, 4.7])


def derived(text: str) -> str:
    return to_ascii(slope(function_formulas.read(text)), function_formulas.SCOPE)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("z*sigma(z)", "sigma(z) + z*(sigma(z)*(1 - sigma(z)))"),
        ("z^3", "3*z^2"),
        ("2z - 1", "2"),
        ("1/z", "-1/z^2"),
        ("e^(2z)", "e^(2 z)*2"),
        ("relu(-z)", "-step(-z)"),
        ("3", "0"),
        ("z^2", "2*z"),
        ("log(1 + exp(z))", "1/(1 + exp(z))*exp(z)"),
    ],
)
def test_a_slope_is_written_without_what_says_nothing(formula: str, expected: str) -> None:
    assert derived(formula) == expected


_SMOOTH = ("sigma", "tanh", "sin", "cos", "exp", "softplus", "atan", "erf", "sinh")
FORMULAS = st.recursive(
    st.sampled_from(["z", "2", "0.5", "z^2", "(1 + z^2)"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" + ", " - ", "*", " "]), inner).map(lambda t: f"({t[0]}){t[1]}({t[2]})"),
        st.tuples(st.sampled_from(_SMOOTH), inner).map(lambda t: f"{t[0]}(({t[1]})/3)"),
        inner.map(lambda one: f"-({one})"),
        inner.map(lambda one: f"({one})/(2 + sin({one}))"),
        inner.map(lambda one: f"({one})^3"),
        inner.map(lambda one: f"1.5^(({one})/4)"),
    ),
    max_leaves=5,
)


@settings(max_examples=examples(60), derandomize=True)
@given(FORMULAS)
def test_any_formula_has_the_slope_of_its_values(formula: str) -> None:
    try:
        function = Function("f", formula=formula, slope=derived(formula))
    except NotationError as error:
        assert "too many parts" in error.reason  # noqa: PT017 (which of the two comes is what is drawn)
        return
    with np.errstate(all="ignore"):
        expected = FLOATS.apply(function, 0, AT + 1e-30j).imag / 1e-30
        found = FLOATS.apply(function, 1, AT)
    good = np.isfinite(expected) & np.isfinite(found)
    good &= np.abs(expected) < 1e8  # sin of a number with as many digits as a float has is anything
    assert found[good] == pytest.approx(expected[good], rel=1e-8, abs=1e-10)


@pytest.mark.parametrize("name", [name for name, one in FUNCTIONS.items() if one.kind == "entry" and one.slope])
def test_every_function_of_the_language_has_one(name: str) -> None:
    function = Function("f", formula=f"2*{name}(z/3)", slope=derived(f"2*{name}(z/3)"))
    with np.errstate(all="ignore"):
        high, low = (FLOATS.apply(function, 0, AT + side * 1e-6) for side in (1, -1))
        found = FLOATS.apply(function, 1, AT)
    known = np.isfinite(high - low)
    assert known.any()
    assert found[known] == pytest.approx(((high - low) / 2e-6)[known], rel=1e-6, abs=1e-8)


def test_a_slope_that_grows_too_large_is_refused() -> None:
    with pytest.raises(NotationError, match="its slope has too many parts"):
        slope(function_formulas.read("*".join(f"sin({n}z)" for n in range(1, 30))))

"""Characters that only look other than ASCII: digits of every script, letters of mathematics, signs of no width."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tutor
from tutor.notation.characters import INVISIBLE, spread

NUMERIC = [char for char in map(chr, range(0x20000)) if char.isnumeric()]
"""Numerals of all scripts; the planes above hold ideographs, of which a few are numerals too."""

ZEROS = [char for char in NUMERIC if unicodedata.decimal(char, None) == 0]
RAISED_OR_CIRCLED = [char for char in NUMERIC if not char.isdecimal()]

FORMS = [
    ("lstm-cell", "dL/dh", "2(h - d)/2"),
    ("lstm-cell", "dL/dh", "-0.4608"),
    ("lstm-cell", "dL/dh", "-4.608e-1"),
    ("lstm-cell", "dL/dW_o", "[0, -2.42e-2]"),
    ("skip-mlp", "dL/dw_io", r"\frac{2}{N}\sum_{n=1}^{N} (yhat-y)^1 yhat (1-yhat)*x_i"),
    ("skip-mlp", "dL/dw_io", r"\frac12 x_i"),
    ("softmax-net", "dL/dW1", "W_{2} @ W2.T @ W^{(2)} y1^2 1[i=j]"),
    ("conv-dense", "dL/dz0", "z0_{11} + z0[1,1] + dL/dz1"),
    ("rnn-bptt", "dL/dW", "sum_{t=1}^{3}(dL/dY[t-1])"),
]


def other(text: str, zero: str) -> str:
    return "".join(chr(ord(zero) + int(char)) if char in "0123456789" else char for char in text)


@pytest.mark.parametrize(("problem", "step", "answer"), FORMS)
def test_every_decimal_digit_of_unicode_is_that_digit(problem: str, step: str, answer: str) -> None:
    plain = tutor.check(problem, step, answer)
    assert len(ZEROS) > 60
    for zero in ZEROS[:: 3 if len(answer) < 12 else 7]:
        verdict = tutor.check(problem, step, other(answer, zero))
        assert (verdict.kind, verdict.read_as, verdict.column) == (plain.kind, plain.read_as, plain.column), zero


@pytest.mark.parametrize(
    ("reference", "answer"), [("x_1 + c0^2", "c_{0}^{2} + x1"), ("a[12]", "a_{12}"), ("1/3", "0.3333")]
)
def test_a_name_with_digits_of_any_script_is_that_name(reference: str, answer: str) -> None:
    # Every script once, in the answer or in the reference by turns.
    for number, zero in enumerate(ZEROS):
        one, two = (reference, other(answer, zero)) if number % 2 else (other(reference, zero), answer)
        assert tutor.compare(one, two, ["a[n]"]).kind == "correct", (one, two)


def test_a_declaration_with_digits_of_any_script_is_of_that_name() -> None:
    for zero in ZEROS:
        assert tutor.compare("W2", "W_2", [other("W2[h,d]", zero)]).kind == "correct", zero


PLACES = (
    "2{}", "{} h", "h^{}", "h_{}", "h_{{{}}}", "h^{{({})}}", "[1,{}]", "h[{}]", "\\frac{}2", "W{}", "1e{}", "h.T{}",
    "sum_{{t={}}}^3 h",
)  # fmt: skip


@pytest.mark.parametrize("form", PLACES)
def test_raised_circled_and_other_digits_are_a_verdict(form: str) -> None:
    for char in RAISED_OR_CIRCLED[::27]:
        verdict = tutor.check("lstm-cell", "dL/dh", form.format(char))
        assert verdict.kind in ("invalid", "wrong")
        assert verdict.diagnosis
        assert verdict.read_as is not None
        assert tutor.compare("c", form.format(char).replace("h", "c")).kind in ("invalid", "wrong", "undecided")


def test_a_digit_that_is_not_decimal_is_refused_with_its_column() -> None:
    for char in "①㊱Ⅷ𐩀༪":
        verdict = tutor.check("lstm-cell", "dL/dh", f"h - {char}")
        assert (verdict.kind, verdict.column) == ("invalid", 5)
        assert verdict.diagnosis[0].message == f'"{char}" at column 5 is not part of the language'


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("𝑥² + 𝒚", "x^2 + y"),
        ("𝐖 𝟐", "2 W"),
        ("ℎ", "h"),
        ("𝛼 + 𝜷", "alpha + beta"),
        ("µ", "mu"),
        ("𝚡_𝟷", "x_1"),
        ("ｘ＋（ｙ）", "x+(y)"),
        ("x\u2062y", "x y"),
        ("x\u200b_\ufeff1", "x_1"),
        ("\u200ex\u200f", "x"),
        ("1\u200d2", "12"),
    ],
)
def test_letters_of_mathematics_and_signs_of_no_width_change_nothing(typed: str, same: str) -> None:
    assert tutor.compare(same, typed).kind == "correct"
    assert tutor.compare(typed, same).kind == "correct"


@pytest.mark.parametrize("char", ["\0", "\u202e", "\u2066", "\x1b", "\ud800", "\u0301", "\U000e0041", "\u3164", "ª"])
def test_other_control_and_combining_characters_are_refused_with_their_column(char: str) -> None:
    verdict = tutor.check("lstm-cell", "dL/dh", f"h - d{char} + 1")
    assert (verdict.kind, verdict.column) == ("invalid", 6)
    assert verdict.diagnosis[0].message.isprintable()


@given(st.text(st.sampled_from(["x", "ŷ", "\u200b", "½", "𝟐", "𝑥", "ȳ", "²", "(", "0"]), max_size=12))
@settings(deadline=None, derandomize=True)
def test_columns_are_those_of_the_text_as_typed(text: str) -> None:
    plain, columns = spread(text)
    columns = list(range(1, len(text) + 1)) if columns is None else columns
    assert len(plain) == len(columns)
    for position, column in enumerate(columns):
        assert plain[position] in spread(text[column - 1])[0]
    assert not INVISIBLE.intersection(plain)
    verdict = tutor.check("lstm-cell", "dL/dh", f"{text}@@")
    assert verdict.kind == "invalid"
    assert verdict.column is not None
    assert 1 <= verdict.column <= len(text) + 3


def test_an_integer_that_python_cannot_write_is_refused_in_words() -> None:
    for make in (
        lambda: tutor.check("lstm-cell", "dL/dh", "h", seed=10**5000),
        lambda: tutor.problem("rnn-bptt").instance(sizes={"T": 10**5000}),
        lambda: tutor.problem("rnn-bptt").instance(sizes={"T": -(10**5000)}),
    ):
        with pytest.raises(tutor.TutorError, match=r"number of about 500[01] digits"):
            make()

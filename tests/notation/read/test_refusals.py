"""What cannot be read, and in which words that is said."""

from __future__ import annotations

import numpy as np
import pytest

from tests.notation.toys import Cell, Kernel, Layers, Samples, Through, env, read, toy, value
from tutor import Problem
from tutor.notation.errors import FitError, NotationError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.read.parser import parse


def refusal(kind: type[Problem], text: str, *refused: str) -> NotationError:
    with pytest.raises(NotationError) as caught:
        read(kind, text, *refused)
    return caught.value


@pytest.mark.parametrize(
    ("text", "sentence", "column"),
    [
        ("", "there is nothing to read yet", 1),
        ("y +", "the end at column 4 was not expected; a value should stand here", 4),
        ("* y", '"*" at column 1 was not expected; a value should stand here', 1),
        ("y)", '")" at column 2 was not expected', 2),
        ("(y", 'expected ")" at column 3, found the end', 3),
        ("(y]", 'expected ")" at column 3, found "]"', 3),
        ("x[", "the end at column 3 was not expected; a value should stand here", 3),
        ("y_{n", 'expected "}" at column 5, found the end', 5),
        ("y_", "an index should follow here at column 2", 2),
        ("2 3", "two numbers side by side at column 3: put a sign or a comma between", 3),
        ("y # z", '"#" at column 3 is not part of the language', 3),
        ("y; z", '";" at column 2 is not part of the language', 2),
        ("y\x00", '"U+0000" at column 2 is not part of the language', 2),
        ("y\u202ez", '"U+202E" at column 2 is not part of the language', 2),
        ("ŷ ∞", '"∞" at column 3 is not part of the language', 3),
        ("sigma", "sigma needs brackets: sigma(x)", 1),
        ("sum_n", "sum at column 1 needs a value to work on", 1),
        ("sum_3 y", "the sum at column 1 needs letters to run over: sum_n or sum_{u,v}", 1),
        ("sum_{n=}y", "the sum at column 1 needs one letter: sum_{t=1}", 1),
        ("sum_{n=x+y}y", "the limit `x+y` of the sum at column 1 is not a letter or a whole number", 1),
        ("sum(y, 5)", "after the comma at column 8 a letter or axis=0 should stand", 8),
        ("outer(y)", "outer takes two values, 1 given", 1),
        ("tanh(y, y)", "tanh takes one value, 2 given", 1),
        ("step''(y)", "step'' at column 1 is not a function of this language", 1),
        ("softmax'(y)", "softmax' at column 1 is not a function of this language", 1),
        ("tanh^-1(y)", "tanh^-1 at column 1 is ambiguous: write 1/tanh(x)", 1),
        ("ones(2)", "ones at column 1 takes the size of an axis: ones(N)", 1),
        ("x[a+b+c+d]", "`a+b+c+d` at column 1 is not an index of x", 1),
        ("1" * 41, "the number at column 1 has too many digits", 1),
        ("1e999", "too large a number at column 1", 1),
        ("1e-999", "too small a number at column 1", 1),
        (r"\partial L", "a derivative at column 1 is written dL/dx", 1),
    ],
)  # fmt: skip
def test_the_sentence_says_what_and_where(text: str, sentence: str, column: int) -> None:
    error = refusal(Samples, text)
    assert str(error) == error.reason == sentence
    assert error.column == column


def test_the_nearest_name_is_suggested() -> None:
    assert refusal(Samples, "2/N (yhatt - y)").reason.endswith("did you mean `yhat`?")
    assert refusal(Cell, "(hh - d)").reason == "`hh` at column 2 is not a name of this question: did you mean `h`?"
    assert refusal(Samples, "sigmma(z)").reason.endswith("did you mean `sigma`?")


def test_a_letter_that_needs_a_script_is_answered_with_the_names_it_begins() -> None:
    said = "`W` at column 1 is not a name of this question: did you mean `W1` or `W2`?"
    assert refusal(Layers, "W x").reason == said


def test_a_single_letter_is_not_guessed_at() -> None:
    assert refusal(Samples, "q").reason == "`q` at column 1 is not a name of this question"


def test_what_is_asked_for_is_refused() -> None:
    assert refusal(Samples, "dL/dz", "dL/dz").reason == "dL/dz is what is asked for; it cannot be used"
    assert refusal(Through, "H_t", "H").reason == "H is what is asked for; it cannot be used"
    assert "H is what is asked for" in refusal(Through, "H_2", "H").reason
    assert "dL/dK[1,1] is what is asked for" in refusal(Kernel, "dL/dK_{11}", "dL/dK[1,1]").reason


def test_what_is_asked_for_may_be_used_at_another_step() -> None:
    for text in ("W H[t-1]", "W H_{t-1}", "H_0"):
        read(Through, text, "H")
    read(Through, "W^T dL/dH[t+1]", "dL/dH")


def test_a_function_that_would_give_the_answer_away_is_refused() -> None:
    assert refusal(Samples, "sigma'(x)", "sigma'").reason.startswith("sigma' would give the answer away")
    read(Samples, "sigma(x)*(1-sigma(x))", "sigma'")


def test_an_equation_is_told_to_drop_its_left_side() -> None:
    said = '"=" at column 7 was not expected: write only what stands right of it'
    assert refusal(Samples, "dL/dz = yhat", "dL/dz").reason == said
    assert refusal(Samples, "dL/dz = yhat").reason == said


def test_a_decimal_comma_is_told_from_a_list() -> None:
    assert refusal(Samples, "0,5").reason == "a decimal point is needed: 0.5"
    assert refusal(Samples, "2*(0,5)").reason == "a decimal point is needed: 0.5"
    assert refusal(Samples, "(0, 5)").reason == '"," at column 3 was not expected: a list is written [a, b]'
    scope = toy(Samples).scope
    assert parse("0,5", scope, listing=True) is not None


def test_ragged_lists_are_refused_wherever_they_are() -> None:
    for text in ("[1, [2, 3]]", "[[1], [2, 3]]", r"\begin{bmatrix} 1 & 2 \\ 3 \end{bmatrix}"):
        assert refusal(Cell, text).reason == "rows of different lengths"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("9**9**9**9", "too large a number at column 5"),
        ("2^99999", "too large a number at column 2"),
        ("10^400", "too large a number at column 3"),
        ("1/0", "division by zero at column 2"),
        ("1/(1-1)", "division by zero at column 2"),
    ],
)
def test_constants_are_computed_under_the_same_bounds(text: str, said: str) -> None:
    with pytest.raises(NotationError) as caught:
        value(Cell, text)
    assert caught.value.reason == said


def test_a_misfit_is_told_from_what_cannot_be_read() -> None:
    read(Layers, "z1 x")
    with pytest.raises(FitError):
        value(Layers, "z1 x")


def test_what_may_be_used_belongs_to_the_call() -> None:
    scope = toy(Samples).scope
    first = scope.refusing("dL/dz")
    with pytest.raises(NotationError):
        parse("dL/dz", first)
    assert parse("dL/dz", scope) is not None
    assert parse("dL/dz", first.refusing("yhat")) is not None


def test_an_entry_that_is_not_there_at_every_size_does_not_fit() -> None:
    where_two = toy(Layers).scope.sized({**toy(Layers).scope.axes.sizes, "H": 9})
    with pytest.raises(FitError, match="entry 9 of z1 is there at some sizes only"):
        evaluate(parse("z1[9]", where_two), env(Layers))


def test_room_bounds_what_a_formula_may_take() -> None:
    where = env(Samples)
    where.room = 10_000
    with pytest.raises(NotationError, match="this would take more numbers than I try"):
        evaluate(read(Samples, "x[a,b]*x[c,d]*x[e,f]*x[g,j]*x[k,l]"), where)
    assert np.isfinite(evaluate(read(Samples, "sum_n(x*yhat)"), where).array).all()

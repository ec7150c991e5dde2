"""Two formulas over any names: the same, not the same, or too close to tell."""

from __future__ import annotations

import pytest

import tutor
from tutor import TutorError

SLOPES = "*".join(f"{name}*(1-{name})" for name in "abcdfghijk")
GELU_TANH = "sqrt(2/pi)*(x + 0.044715*x^3)"

SAME: list[tuple[str, str, tuple[str, ...]]] = [
    ("o*(1-tanh(c)**2)*g*i*(1-i)", "o*g*(i-i**2)/cosh(c)**2", ()),
    ("log(1+exp(z))-z", "log(1+exp(-z))", ()),
    ("(1+erf(x/sqrt(2)))/2 + x*exp(-x^2/2)/sqrt(2*pi)", "1/2*erf(x/sqrt(2)) + 1/2 + x/sqrt(2pi) e^(-x^2/2)", ()),
    (
        f"1/2*(1+tanh({GELU_TANH})) + x/2*(1-tanh({GELU_TANH})^2)*sqrt(2/pi)*(1+3*0.044715*x^2)",
        f"sigma(2*{GELU_TANH}) + 2*x*sigma'(2*{GELU_TANH})*sqrt(2/pi)*(1+0.134145*x^2)",
        (),
    ),
    ("softmax(z)", "softmax(z + c)", ("z[k]",)),
    ("softmax(z)", "exp(z)/sum(exp(z))", ("z[k]",)),
    ("diag(y) - y y^T", "y_i*(1[i=j] - y_j)", ("y[k]",)),
    ("0", "sin(pi)", ()),
    ("sin(pi)", "0", ()),
    ("1e-50*cos(x)", "cos(x)/10^50", ()),
    ("(x-a)^6000", "(x-a)^3000*(x-a)^3000", ()),
    ("1 - cos(x)", "2*sin(x/2)^2", ()),
    ("x", "(x + 1e25) - 1e25", ()),
    ("1", "(1 + exp(60*x)) - exp(60*x)", ()),
    ("tanh'(20*x)", "1/cosh(20x)^2", ()),
    ("exp(x)-1", "2*exp(x/2)*sinh(x/2)", ()),
    ("sqrt(x^2)", "|x|", ()),
    ("relu(x)", "(x + abs(x))/2", ()),
    ("relu(x)*relu(y)*relu(z)", "relu(z) relu(y) relu(x)", ()),
    ("log(a) + log(b)", "log(ab)", ()),
    ("sqrt(x)^2", "x", ()),
    ("log(exp(x))", "x", ()),
    ("1/(1-x) + asin(x)*log(1-x^2)", "(1-x)^-1 + log(1-x^2) asin(x)", ()),
    ("\\frac{x}{y}", "x/y", ()),
    ("\\hat{y}-y", "ŷ − y", ()),
    ("∂L/∂z x", "dL/dz*x", ()),
    ("\\frac{\\partial L}{\\partial z} x", "x ∂L/∂z", ()),
    ("dL/dz*x", "x*dL/dz", ()),
    ("α + β", "\\beta + alpha", ()),
    ("x_1 + x_2", "x₂ + x_{1}", ()),
    ("z1", "z_1", ()),
    ("w_{ih}*x", "x w_ih", ()),
    ("exp(-x/T)", "1/exp(x/T)", ()),
    ("sigma^2", "sigma sigma", ("sigma",)),
    ("W x", "sum_d(W[h,d]*x[d])", ("W[h,d]", "x[d]")),
    ("x_i y_j", "outer(x, y)", ("x[a]", "y[b]")),
    ("W_{dh}", "W[d,h]", ("W[h,d]",)),
    ("(A B)^T", "B^T A^T", ("A[i,i]", "B[i,i]")),
    ("(A B)^-1", "B^-1 A^-1", ("A[i,i]", "B[i,i]")),
    ("A^3", "A A A", ("A[i,i]",)),
    ("A_{ji}", "A^T", ("A[i,i]",)),
    ("sum_n(x)/N", "mean_n(x)", ("x[n]",)),
    ("x[4]", "x_4", ("x[n]",)),
    ("dL/dz[n]*x[n]", "x_n ∂L/∂z_n", ("x[n]", "dL/dz[n]")),
    ("0.1+0.2", "0.3", ()),
    ("x/10^9", "1e-9*x", ()),
    ("1e-7*x", "x/10000000", ()),
]

DIFFERENT: list[tuple[str, str, tuple[str, ...]]] = [
    (SLOPES, SLOPES.replace("(1-k)", "(k-1)"), ()),
    ("(x-mu)/sqrt(v+1e-5)", "(x-mu)/sqrt(v)", ()),
    ("1/sqrt(v+1e-12)", "1/sqrt(v)", ()),
    ("tanh(2*x)", "tanh(x)", ()),
    ("tanh(2000*x)", "tanh(1000*x)", ()),
    ("1e-50*cos(x)", "1e-50*sin(x)", ()),
    ("1e-50*x", "0", ()),
    ("sqrt(x^2)", "x", ()),
    ("asin(sin(x))", "x", ()),
    ("atan(tan(x))", "x", ()),
    ("relu(x)", "x", ()),
    ("x", "1/(x-x)", ()),
    ("x", "log(-1-x^2)", ()),
    ("softmax(z)", "softmax(2z)", ("z[k]",)),
    ("A B", "B A", ("A[i,i]", "B[i,i]")),
    ("x/N", "sum_n(x)/N", ("x[n]",)),
    ("1/3", "0.33", ()),
    ("1e-50", "2e-50", ()),
    ("x", "x + 1e-16", ()),
    ("x", "x*(1 + 10^-14)", ()),
    ("x", "x + 1/10^20", ()),
    ("(x-a)^5999", "(x-a)^6000", ()),
]

OPEN: list[tuple[str, str]] = [
    ("log(a*b)", "log(a) + log(b)"),
    ("log(a/b)", "log a - log b"),
    ("x", "sqrt(x)^2"),
    ("1e-200*x*1e-200", "2e-200*x*1e-200"),
]


@pytest.mark.parametrize(("reference", "answer", "names"), SAME)
def test_what_is_the_same_however_it_is_written_is_correct(reference: str, answer: str, names: tuple[str, ...]) -> None:
    verdict = tutor.compare(reference, answer, names)
    assert (verdict.kind, verdict.score) == ("correct", 1.0)


@pytest.mark.parametrize(("reference", "answer", "names"), DIFFERENT)
def test_what_differs_is_wrong_however_small_or_saturated(reference: str, answer: str, names: tuple[str, ...]) -> None:
    verdict = tutor.compare(reference, answer, names)
    assert verdict.kind == "wrong"
    assert verdict.diagnosis


@pytest.mark.parametrize(("reference", "answer"), OPEN)
def test_what_cannot_be_told_is_undecided_and_free(reference: str, answer: str) -> None:
    verdict = tutor.compare(reference, answer)
    assert verdict.kind == "undecided"
    assert not verdict.counts


@pytest.mark.parametrize(("reference", "answer", "names"), [*SAME, *DIFFERENT])
def test_the_verdict_is_the_same_both_ways_round_where_both_are_defined_everywhere(
    reference: str, answer: str, names: tuple[str, ...]
) -> None:
    one, other = tutor.compare(reference, answer, names), tutor.compare(answer, reference, names)
    if any(word in reference + answer for word in ("log", "sqrt(x)", "asin", "x-x", "0.33")):
        assert other.kind in (one.kind, "undecided", "wrong")
    else:
        assert one.kind == other.kind


def test_the_same_pair_has_the_same_verdict_always() -> None:
    from tutor.marking.compare import _right

    for reference, answer, names in (*SAME[:6], *DIFFERENT[:6]):
        seen = set()
        for _ in range(3):
            _right.cache_clear()
            verdict = tutor.compare(reference, answer, names)
            seen.add((verdict.kind, verdict.diagnosis, verdict.note, verdict.read_as))
        assert len(seen) == 1


@pytest.mark.parametrize(
    ("reference", "answer", "names", "code"),
    [
        ("x - y", "y - x", (), "sign"),
        ("x*y", "3x y", (), "factor"),
        ("A", "A^T", ("A[i,i]",), "transpose"),
        ("W", "W^T", ("W[h,d]",), "transpose"),
        ("W x", "x W", ("W[h,d]", "x[d]"), "transpose"),
        ("sum_n(x)", "x", ("x[n]",), "shape"),
        ("x", "x^2", (), "unrecognised"),
    ],
)
def test_the_plainest_differences_are_named(reference: str, answer: str, names: tuple[str, ...], code: str) -> None:
    assert tutor.compare(reference, answer, names).diagnosis[0].code == code


def test_a_difference_in_a_few_names_is_shown_by_an_example() -> None:
    where = tutor.compare("x/sqrt(α+1e-5)", "x/sqrt(α)").diagnosis[0].where
    assert where.startswith("At x = ") or where.startswith("At α = ")
    assert " they are " in where


def test_a_row_for_a_column_is_right_with_a_note() -> None:
    verdict = tutor.compare("y - t", "(y-t)^T", ("y[m]", "t[m]"))
    assert verdict.kind == "correct"
    assert "row" in verdict.note


def test_rounded_numbers_are_right_with_a_note() -> None:
    for reference, answer in (("1/3", "0.333"), ("2/7", "0.286"), ("0.2274", "0.6225*0 + 0.5987*0.3799")):
        assert tutor.compare(reference, answer).note == "Right, rounded."


def test_the_answer_is_shown_as_it_was_read() -> None:
    assert tutor.compare("ŷ", "yhat - 0*alpha").read_as == "ŷ − 0 α"
    assert tutor.compare("x", "x ∂L/∂z").read_as == "x ∂L/∂z"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("x +", "the end at column 4 was not expected; a value should stand here"),
        ("(" * 80 + "x", "nested too deeply"),
        ("9**9**9**9", "too large"),
        ("x.__class__", '"." at column 2 is not part of the language'),
        ("x\0", '"U+0000" at column 2 is not part of the language'),
        ("x" * 5000, "this is 5000 characters long; the most I read is 4000"),
        ("x[2]", "x is a single number and takes no index"),
    ],
)
def test_an_answer_that_cannot_be_read_is_invalid_and_free(answer: str, reason: str) -> None:
    verdict = tutor.compare("x", answer)
    assert verdict.kind == "invalid"
    assert reason in verdict.diagnosis[0].message


@pytest.mark.parametrize(
    ("reference", "names", "sentence"),
    [
        ("x +", (), "the reference cannot be read: the end at column 4 was not expected; a value should stand here"),
        ("x W", ("W[h,d]", "x[d]"), "the reference cannot be read: a column (d) times a matrix [h,d] does not fit"),
        ("x", ("x[",), "`x[` does not declare a name: write x, or W[h,d] with small letters"),
        ("x", ("x[H]",), "`x[H]` does not declare a name: write x, or W[h,d] with small letters"),
        ("x", ("x y",), "`x y` does not declare a name: write x, or W[h,d] with small letters"),
        ("x", ("",), "`` does not declare a name: write x, or W[h,d] with small letters"),
        ("x", ("sum",), "`sum` belongs to the language; it cannot be a name"),
        ("x", ("x[n]", "x[m]"), "`x` is declared twice, with different axes"),
        ("x", ("x[a,b,c,d,e]",), "`x[a,b,c,d,e]` has 5 axes; at most 4 can be compared"),
        ("+".join(f"v{n}" for n in range(300)), (), "there are 301 names; at most 200 can be compared"),
        ("A+B", ("A[a,b,c,d]", "B[e,f,g,h]"), "the arrays of these names are too many to compare"),
    ],
)
def test_a_reference_or_declaration_that_makes_no_sense_is_an_error_of_one_sentence(
    reference: str, names: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(TutorError) as caught:
        tutor.compare(reference, "x", names)
    assert str(caught.value).startswith(sentence)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("time", ["t", "s", "r"])
def test_time_is_any_axis_that_is_shifted(time: str) -> None:
    differences = f"sum_{time}(h_{time} - h_{{{time}-1}})"
    assert tutor.compare(differences, f"h_{time.upper()}", [f"h[{time}]"]).kind == "correct"
    assert tutor.compare(differences, f"h_{time.upper()} - h_0", [f"h[{time}]"]).kind == "correct"
    assert tutor.compare(differences, f"h_{time.upper()} - h_1", [f"h[{time}]"]).kind == "wrong"


def test_one_declaration_may_be_given_without_a_list() -> None:
    assert tutor.compare("x^T x", "sum(x*x)", "x[n]").kind == "correct"


@pytest.mark.parametrize(
    ("reference", "answer", "kind"),
    [
        ("[w, w]", "[w, w]", "correct"),
        ("[w, w]", "[1, 2]", "wrong"),
        ("[w, v]", "[1, 2, 3]", "wrong"),
        ("[w, v]", "[v, w]", "wrong"),
        ("[w, v, w]", "w", "wrong"),
        ("[w, w]", "[[1, 2], [3, 4]]", "wrong"),
    ],
)
def test_arrays_joined_one_after_another_have_a_size_of_their_own(reference: str, answer: str, kind: str) -> None:
    assert tutor.compare(reference, answer, ["w[i]", "v[j]"]).kind == kind


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("sigma1 + sigma(x)", "sigma(x) + sigma_1"),
        ("σ₁ + σ(x)", "1/(1 + exp(-x)) + sigma_1"),
        ("e1 + e^x", "exp(x) + e_1"),
        ("e_2 + e", "exp(1) + e₂"),
        ("pi1 pi", "pi pi1"),
        ("exp1 exp(x)", "e^x exp1"),
        ("step1 step(x)", "step(x) step1"),
        ("sum1 + sum_k(x[k])", "sum(x) + sum1"),
        ("delta1 sum_k(delta_kk)", "K delta_1"),
        (r"\sigma_1^2 \sigma'(x)", "sigma1^2 sigma(x)(1 - sigma(x))"),
    ],
)
def test_a_numbered_name_leaves_the_function_or_constant_it_begins_with(reference: str, answer: str) -> None:
    """A standard deviation sigma1 beside the function sigma."""
    names = ["x[k]"] if "_k" in reference else None
    assert tutor.compare(reference, answer, names).kind == "correct"


@pytest.mark.parametrize("text", ["erfc(x)", "sinc(x)"])
def test_a_function_of_another_language_is_never_taken_for_a_number(text: str) -> None:
    """It would be a factor like any other, and the right formula beside it wrong."""
    with pytest.raises(TutorError, match="is no function of the language"):
        tutor.compare(text, "x")
    assert tutor.compare("x", text).kind == "invalid"


@pytest.mark.parametrize(("text", "meaning"), [("square(x)", "x^2"), ("np.exp(x)", "exp(x)"), ("np.sum(x)", "sum(x)")])
def test_functions_of_numpy_are_read(text: str, meaning: str) -> None:
    assert tutor.compare(meaning, text, ["x[k]"]).kind == "correct"


def test_a_word_that_other_languages_have_is_a_name_where_it_is_declared() -> None:
    assert tutor.compare("2 norm x", "norm x + x norm", ["norm"]).kind == "correct"


def test_formulas_that_are_numbers_in_different_places_do_not_nearly_agree() -> None:
    for reference, answer in (("log(x)", "log(-x)"), ("sqrt(x - 1)", "sqrt(-1 - x)"), ("log(x)", "sqrt(-x)")):
        verdict = tutor.compare(reference, answer)
        assert verdict.kind == "undecided"
        assert verdict.diagnosis[0].message == "At none of the points that were tried are both of them numbers."


def test_a_reference_without_a_value_anywhere_is_said_to_be_so() -> None:
    verdict = tutor.compare("log(-x^2)", "5")
    assert verdict.kind == "undecided"
    assert "none of the points" in verdict.diagnosis[0].message


@pytest.mark.parametrize(("reference", "answer"), [("mean(x)", "sum(x)/3"), ("mean(x)", "sum(x)/7")])
def test_a_size_of_the_points_is_no_size_of_the_formula(reference: str, answer: str) -> None:
    assert tutor.compare(reference, answer).kind == "wrong"
    assert tutor.compare(reference, answer, ["x[n]"]).kind == "wrong"


@pytest.mark.parametrize("number", [10, 300, 1000, 12345, 10**7])
def test_points_reach_to_where_a_function_with_pieces_changes(number: int) -> None:
    for text in (f"relu(x+{number})-{number}", f"|x+{number}|-{number}", f"max(x, -{number})"):
        assert tutor.compare("x", text).kind == "wrong"
        assert tutor.compare(text, text + " + 0").kind == "correct"


def test_undecided_says_whether_the_answer_is_undefined_or_too_close() -> None:
    (found,) = tutor.compare("log(x^2)", "2 log(x)").diagnosis
    assert "at some points only the first one is" in found.message
    (found,) = tutor.compare("softmax(z)", "softmax(z+c)").diagnosis
    assert "if c is one number" in found.message


def test_both_formulas_are_shown_as_they_were_read() -> None:
    verdict = tutor.compare("W^Tx", "x^T W")
    assert (verdict.reference_read_as, verdict.read_as) == ("Wᵀ x", "xᵀ W")
    assert verdict.told == ("W read as a matrix (m, n)", "x read as a column (m)")


def test_a_bad_declaration_comes_before_the_same_text() -> None:
    with pytest.raises(TutorError, match="does not declare a name"):
        tutor.compare("x", "x", ["x[H]"])

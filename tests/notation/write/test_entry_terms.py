"""One entry as the sum it is, term by term."""

from __future__ import annotations

import pytest

from tests.notation.toys import Cell, Kernel, Layers, Samples, Through, env, read, toy
from tutor import Problem
from tutor.notation.lower.index_form.expressions import NoFormError
from tutor.notation.lower.index_form.lowering import lower
from tutor.notation.write.entry_terms import entry_terms
from tutor.notation.write.one_line import to_ascii


def terms(kind: type[Problem], text: str, axes: str, *entry: int) -> list[str]:
    """The terms of an entry of a formula of a toy."""
    found = entry_terms(lower(read(kind, text), env(kind), tuple(axes)), entry, env(kind))
    return [to_ascii(term, toy(kind).scope) for term in found]


@pytest.mark.parametrize(
    ("kind", "text", "axes", "entry", "expected"),
    [
        (Layers, "W1 x", "h", (2,), ["W1[2,1]*x[1]", "W1[2,2]*x[2]", "W1[2,3]*x[3]"]),
        (Layers, "y1^T y1 + p", "", (), ["y1[1]*y1[1]", "y1[2]*y1[2]", "p"]),
        (Layers, "-(A y1)", "h", (1,), ["-A[1,1]*y1[1]", "-A[1,2]*y1[2]"]),
        (Layers, "A y1 - y1", "h", (1,), ["A[1,1]*y1[1]", "A[1,2]*y1[2]", "-y1[1]"]),
        (Layers, "sigma(A y1)", "h", (1,), ["sigma(A[1,1]*y1[1] + A[1,2]*y1[2])"]),
        (Layers, "(A y1)/p", "h", (1,), ["A[1,1]*y1[1]/p", "A[1,2]*y1[2]/p"]),
        (Layers, "(A y1)^2", "h", (1,), ["(A[1,1]*y1[1] + A[1,2]*y1[2])^2"]),
        (Samples, "2/N*sum_n((yhat - y)*x_i)", "i", (1,), [f"2/N*(yhat[{n}] - y[{n}])*x[{n},1]" for n in (1, 2, 3, 4)]),
        (Through, "sum_t(H[t-1])", "s", (2,), ["H[1,2]", "H[2,2]"]),
        (Through, "sum_t(G[t-1])", "s", (2,), ["g0[2]", "G[1,2]", "G[2,2]"]),
        (Through, "sum_{k=2}^{t}(H[k,s])", "ts", (3, 1), ["H[2,1]", "H[3,1]"]),
        (Cell, "W_f [h_prev, x]", "", (), ["W_f[1]*h_prev", "W_f[2]*x"]),
        (Kernel, "w2^T y1", "q", (1,), [f"w2[{2 * u + v - 2},1]*y1[{u},{v}]" for u in (1, 2) for v in (1, 2)]),
    ],
)
def test_an_entry_is_written_out_as_its_terms(
    kind: type[Problem], text: str, axes: str, entry: tuple[int, ...], expected: list[str]
) -> None:
    assert terms(kind, text, axes, *entry) == expected


@pytest.mark.parametrize(
    ("text", "axes", "what"),
    [
        ("softmax(z2)", "m", "Softmax"),
        ("prod(y1)", "", "Fold"),
        ("sigma(sum(W1))", "", "a factor of so many terms"),
        ("sum(W1)*sum(W1)", "", "a factor of so many terms"),
    ],
)
def test_what_is_no_sum_of_terms_is_refused(text: str, axes: str, what: str) -> None:
    with pytest.raises(NoFormError, match=what):
        terms(Layers, text, axes, *(1 for _ in axes))

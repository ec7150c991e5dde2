"""Relations, choices and labels: how they are read, what they come to, and how they are written back."""

from __future__ import annotations

import numpy as np
import pytest

from tests.notation.toys import Array, Picks, arrays, env, numbers, read, same, toy
from tutor.notation.errors import NotationError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.align_to_target import fit
from tutor.notation.read.parser import parse
from tutor.notation.tree import Compare, Indicator
from tutor.notation.write.one_line import to_ascii, to_latex, to_unicode


def value(text: str, axes: str = "") -> Array:
    return numbers(Picks, text, axes)


@pytest.mark.parametrize(
    "text", ["1[S>0.7]", "(S > 0.7)", "[S > 0.7]", "1_{S>0.7}", r"\mathbb{1}[S > 0.7]", r"\mathbb{1}\{S_{nk} \gt 0.7\}"]
)
def test_a_relation_of_numbers_is_one_where_it_holds(text: str) -> None:
    assert np.array_equal(value(text, "nk"), arrays(Picks)["S"] > 0.7)
    assert isinstance(read(Picks, text), Compare)


@pytest.mark.parametrize("text", ["1[k<=l]", "1[k ≤ l]", r"\mathbf{1}_{k \le l}", "(k<=l)", "1[l>=k]", "1[k<l+1]"])
def test_a_relation_of_letters_is_one_of_their_places(text: str) -> None:
    assert np.array_equal(value(f"{text}*b[l]", "kl")[0], np.triu(np.ones((5, 5))) * arrays(Picks)["b"][0])
    assert isinstance(read(Picks, text), Indicator)


@pytest.mark.parametrize(
    ("text", "axes", "other"),
    [
        ("1[k!=l]*b[l]", "kl", "(1 - 1[k=l])*b[l]"),
        ("1[k=K]*b", "k", "b[K]*1[k=5]"),
        ("1[2k=l]*b[l]", "kl", "1[l=k+k]*b[l]"),
        ("1[0<a]*1[a<1]", "", "(a > 0)*(a < 1)"),
        ("where(S > b, S, b)", "nk", "max(S, b)"),
        ("where(k<=l, S[n,l], -9)", "nkl", "1[k<=l]*S[n,l] - 9*1[k>l]"),
        ("max(a, S, 1)", "nk", "where(a >= max(S, 1), a, max(S, 1))"),
        ("min(a, S)", "nk", "-max(-a, -S)"),
        ("clip(S, 0.4, 1)", "nk", "min(max(S, 0.4), 1)"),
        (r"\max(0, S_{nk} - a)", "nk", "relu(S - a)"),
        ("max(S)", "", "max_n(max_k(S))"),
        (r"\max_k S_{nk}", "n", "sum_k(S[n,k]*1[k=argmax_l(S[n,l])])"),
        ("min_k(S)", "n", "-max_k(-S)"),
        ("max(S, axis=0)", "k", "max_n(S)"),
        ("var_k(S)", "n", "mean_k(S^2) - mean_k(S)^2"),
        ("std(b)", "", "sqrt(var(b))"),
        ("norm_k(S)", "n", "sqrt(sum_k(S^2))"),
        (r"\left\|S\right\|_F^2", "", "sum(S^2)"),
        ("‖b‖", "", "norm(b)"),
        ("‖b‖_2", "", "norm(b)"),
        ("‖b‖₂²", "", "sum(b^2)"),
        ("||b||^2", "", "sum(b^2)"),
        ("||S||_F ||b||_{2}", "", "norm(S)*norm(b)"),
        ("||b[1]| - 2|", "", "abs(abs(b[1]) - 2)"),
        ("||b[1]||", "", "abs(b[1])"),
        ("lse_k(S)", "n", "log(sum_k(exp(S)))"),
        ("logsumexp(b)", "", "log(sum(exp(b)))"),
        ("X[2m+k-2]*b[k]", "mk", "sum_i(1[i=2m+k-2]*X[i])*b[k]"),
        ("sum_k(X[2*m+k-2]*b[k])", "m", "sum_k(sum_i(1[i=2m+k-2]*X[i])*b[k])"),
        ("S[:,1]", "n", "S[n,1]"),
        ("S[1,:]", "k", "S[1,k]"),
    ],
)
def test_what_means_the_same_has_the_same_value(text: str, axes: str, other: str) -> None:
    assert same(Picks, text, other, axes)


@pytest.mark.parametrize("text", ["S[n,c[n]]", "S[n,c_n]", "S_{n,c_n}", "S[n,c]", r"S_{n,c_{n}}", "sum_k(S*1[k=c[n]])"])
def test_a_label_picks_an_entry(text: str) -> None:
    labels = arrays(Picks)["c"].astype(int) - 1
    assert np.array_equal(value(text, "n"), np.take_along_axis(arrays(Picks)["S"], labels[..., None], axis=2)[..., 0])


@pytest.mark.parametrize("text", ["E[w[t],d]", "E[w]", "E_{w_t}", "E[w_t,d]", "sum_v(1[w[t]=v]*E[v,d])"])
def test_a_table_is_looked_up_at_every_label(text: str) -> None:
    table, words = arrays(Picks)["E"], arrays(Picks)["w"].astype(int) - 1
    assert np.array_equal(value(text, "td"), table[np.arange(3)[:, None], words])


def test_an_entry_beyond_its_axis_is_zero_and_labels_may_be_shifted() -> None:
    assert same(Picks, "E[w[t-1],d]", "sum_v(1[v=w[t-1]]*E[v,d])", "td")
    assert same(Picks, "E[w[t]+1,d]", "sum_v(1[v-1=w[t]]*E[v,d])", "td")
    assert np.array_equal(value("E[first]", "d"), value("sum_v(1[v=first]*E[v,d])", "d"))


WRITTEN = [
    ("1[S>=0.7] S", "nk"), ("1[k<=l]*b[l]", "kl"), ("2*1[k=c[n]] - S", "nk"), ("E[w[t]-1,d]", "td"), ("E[w]", "td"),
    ("1[k=argmax_l(S[n,l])]", "nk"), ("where(k<=l, S[n,l], -1e9)", "nkl"), ("where(S>b, a, -S)", "nk"),
    ("softmax_n(S)", "nk"), ("max_k(S)*2", "n"), ("max(a, S)/2", "nk"), ("2*norm(b)^2", ""), ("norm_k(S)", "n"),
    ("norm(b*norm(b))", ""), ("sum_l(1[l<k]*b[l])", "k"), ("1[2m+k-2=i]", "mki"), ("1[a=2]*a", ""), ("std_k(S)", "n"),
    ("1[S[n,1]>a]/2", "n"), ("1[a<b]^2", "k"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "axes"), WRITTEN)
def test_what_is_written_back_is_read_as_the_same(text: str, axes: str) -> None:
    tree, scope = read(Picks, text), toy(Picks).scope
    for write in (to_ascii, to_unicode, to_latex):
        again = parse(write(tree, scope), scope)
        where = env(Picks)
        assert np.array_equal(fit(evaluate(again, where), tuple(axes), where).array, value(text, axes))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1[0<a<1]", "two sides"),
        ("S[S>0]", r"S\[...\] at column 2 takes no condition"),
        ("argmax_k(S)", "argmax at column 1 is read where places are compared"),
        ("1[k=argmax(S)]", "argmax at column 5 is read as in"),
        ("1[a>]", "was not expected"),
        ("1[>a]", "was not expected"),
        ("a > 1", '">" at column 3 was not expected'),
        ("max_{k=1}^{3}(b)", "runs over whole axes"),
        ("softmax_{n,k}(S)", "runs along one axis"),
        ("where(a, 1)", "where takes 3 values, 2 given"),
        ("1[q>a]", "`q` at column 3 is not a name"),
        ("S[n,w[t],d]", "S has axes"),
        ("var(b*var(b*var(b*var(b*var(b)))))", "too many variances"),
    ],
)
def test_what_is_no_relation_is_refused(text: str, reason: str) -> None:
    with pytest.raises(NotationError, match=reason):
        read(Picks, text)


def test_a_declared_number_is_no_letter_unless_it_is_used_as_one() -> None:
    assert isinstance(read(Picks, "1[a>1]"), Compare)
    assert isinstance(read(Picks, "1[a=2]"), Compare)

"""Index form written back as a formula with all its indices."""

from __future__ import annotations

import numpy as np
import pytest

import tutor
from tests.bundled import AUTHORED, authored
from tests.notation.lower.index_form.test_lowering import prepared
from tests.notation.toys import Batch, Kernel, Layers, Picks, Samples, Through, env, read, toy
from tutor import Problem
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.align_to_target import fit
from tutor.notation.lower.index_form.expressions import NoFormError
from tutor.notation.lower.index_form.lowering import lower
from tutor.notation.read.parser import parse
from tutor.notation.write.one_line import to_ascii
from tutor.notation.write.tree_form import to_tree
from tutor.problems.instances.formula_values import index_form


def written(kind: type[Problem], text: str, axes: str, *, whole: bool = False) -> str:
    """A formula of a toy with all its indices."""
    found = to_tree(lower(read(kind, text), env(kind, whole=whole), tuple(axes)))
    return to_ascii(found, toy(kind).scope)


@pytest.mark.parametrize(
    ("kind", "text", "axes", "expected"),
    [
        (Layers, "W1 x", "h", "sum_d(W1[h,d]*x[d])"),
        (Layers, "W2^T (y - t) * y1*(1 - y1)", "h", "sum_m(W2[m,h]*(y[m] - t[m]))*y1[h]*(1 - y1[h])"),
        (Layers, "diag(y) - y y^T", "mk", "y[m]*1[m=k] - y[m]*y[k]"),
        (Layers, "sum(W2)/M", "", "sum_m(sum_h(W2[m,h]))/M"),
        (Layers, "softmax(z2)", "m", "softmax_m(z2[m])"),
        (Picks, "1[k=c[n]] - softmax_k(S)", "nk", "1[k=c[n]] - softmax_k(S[n,k])"),
        (Picks, "sum_t(1[w=v] E[w])", "vd", "sum_t(1[w[t]=v]*E[w[t],d])"),
        (Picks, "max_k(S) - min_k(S)", "n", "max_k(S[n,k]) - (-max_k(-S[n,k]))"),
        (Picks, "1[k=argmax_l(S[n,l])]", "nk", "1[k=argmax_l(S[n,l])]"),
        (Picks, "where(k<l, S[n,l], -b)", "nkl", "where(k<=l-1, S[n,l], -b[k])"),
        (Picks, "max(b, 0)*1[b!=a]", "k", "max(b[k], 0)*(1 - 1[b[k]=a])"),
        (Picks, "norm_k(S)", "n", "sqrt(sum_k(S[n,k]^2))"),
        (Samples, "x.T @ dL/dz", "i", "sum_n(x[n,i]*dL/dz[n])"),
        (Samples, "mean_n(y x_i)", "i", "sum_n(y[n]*x[n,i])/N"),
        (Batch, "sum(dh, axis=0)", "h", "sum_n(dh[n,h])"),
        (Through, "W^T H[t+1]", "ts", "sum_{s'}(W[s',s]*H[t+1,s'])"),
        (Through, "H_T", "s", "H[T,s]"),
        (Through, "sum_{k=2}^{t}(H[k,s])", "ts", "sum_{k=2}^{t}(H[k,s])"),
        (Kernel, "corr(z0, K)", "uv", "sum_r(sum_c(K[r,c]*z0[u+r-1,v+c-1]))"),
    ],
)
def test_a_formula_is_written_with_all_its_indices(kind: type[Problem], text: str, axes: str, expected: str) -> None:
    assert written(kind, text, axes, whole=".T @" in text) == expected


@pytest.mark.parametrize(
    ("kind", "text", "axes", "what"),
    [
        (Layers, "A^2", "hg", "MatrixPower"),
        (Layers, "[y1[1], y1[2]]", "h", "Blocks"),
        (Kernel, "w2 y2", "p", ""),
        (Kernel, "flat(y1)", "p", "a part of a flattened axis"),
    ],
)
def test_what_has_no_indices_in_the_language_is_refused(kind: type[Problem], text: str, axes: str, what: str) -> None:
    if not what:
        assert written(kind, text, axes) == "sum_q(w2[p,q]*y2[q])"
        return
    with pytest.raises(NoFormError, match=f"^{what}$"):
        written(kind, text, axes)


@pytest.mark.parametrize("name", AUTHORED)
def test_what_is_written_back_has_the_same_values(name: str) -> None:
    problem, where = prepared(name)
    for step in problem.formula_steps():
        axes = problem.axes_of(step)
        try:
            back = to_tree(index_form(problem, step.id))
        except NoFormError:
            continue
        values = []
        for tree in (parse(problem.formula_of(step), problem.scope), back):
            where.letters = {}
            values.append(fit(evaluate(tree, where), axes, where).array)
        np.testing.assert_allclose(*np.broadcast_arrays(*values), rtol=1e-10, atol=1e-13)


def test_most_steps_can_be_written_back() -> None:
    steps = [(problem, step.id) for problem in authored() for step in problem.formula_steps()]
    refused = 0
    for problem, step in steps:
        try:
            to_tree(index_form(tutor.problem(problem.id), step))
        except NoFormError:
            refused += 1
    assert refused < len(steps) / 8

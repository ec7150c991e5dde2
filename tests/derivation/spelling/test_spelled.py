"""The text of an expression is what a textbook would print."""

from __future__ import annotations

import pytest

import tutor
from tests.derivation.spelling.toys import Arrays, Images, Sequence, points, written
from tutor import Problem
from tutor.errors import TutorError
from tutor.notation.read.parser import parse
from tutor.notation.write.one_line import to_latex, to_unicode

FORMS: dict[str, tuple[type[Problem], str, str, str]] = {
    "entry by entry, with no index": (Arrays, "p[n,h]*q[n,h]*(1 - q[n,h])", "nh", "p*q*(1 - q)"),
    "a transposed matrix times a column": (Arrays, "sum_h(W[h,i]*y_h)", "i", "W^T y"),
    "an outer product": (Arrays, "y_h*x_i", "hi", "y x^T"),
    "a sum over samples as a matrix product": (Arrays, "sum_n(Y[n,h]*X[n,i])", "hi", "Y^T X"),
    "a column of slopes inside a product": (Arrays, "sum_h(W[h,i]*y_h*w_h*(1 - w_h))", "i", "W^T (y*w*(1 - w))"),
    "an inner product": (Arrays, "sum_h(y_h*w_h)", "", "y^T w"),
    "a form with a matrix": (Arrays, "sum_{h,k}(y_h*R[h,k]*w_k)", "", "y^T R w"),
    "a vector on the diagonal between two matrices": (
        Arrays,
        "sum_h(Y[n,h]*y_h*W[h,i])",
        "ni",
        "Y diag(y) W",
    ),
    "a Jacobian of softmax": (Arrays, "y_h*(1[h=k] - y_k)", "hk", "diag(y) - y y^T"),
    "a sum of squares": (Arrays, "sum_{h,i}(W[h,i]*W[h,i])", "", "sum(W^2)"),
    "a sum of products of two matrices": (Arrays, "sum_{n,h}(p[n,h]*q[n,h])", "", "sum(p*q)"),
    "a sum down the columns": (Arrays, "sum_m(p[m,h]*q[m,h])", "h", "sum_n(p*q)"),
    "a softmax that a gradient goes back through": (
        Arrays,
        "P[n,h]*(Y[n,h] - sum_k(Y[n,k]*P[n,k]))",
        "nh",
        "P*(Y - sum_h(Y*P))",
    ),
    "the same not factored": (
        Arrays,
        "P[n,h]*Y[n,h] - P[n,h]*sum_k(Y[n,k]*P[n,k])",
        "nh",
        "P*(Y - sum_h(Y*P))",
    ),
    "the same of one column": (Arrays, "y_h*w_h - y_h*sum_k(y_k*w_k)", "h", "y*(w - y^T w)"),
    "a mean in front": (Arrays, "2*sum_n(X[n,i]*(s_n - 1))/N", "i", "2/N X^T (s - 1)"),
    "a quotient by the size": (Arrays, "1/N*(p[n,h] - q[n,h])", "nh", "(p - q)/N"),
    "a minus that turns a difference round": (Arrays, "-(p[n,h] - q[n,h])", "nh", "q - p"),
    "what is added before what is taken away": (Arrays, "-y_h + w_h", "h", "w - y"),
    "a number divided by a column": (Arrays, "-y_h/w_h", "h", "-y/w"),
    "a root below the line": (Arrays, "y_h*(lam + eps)^(-1/2)", "h", "y/sqrt(lam + eps)"),
    "twice a root below the line": (Arrays, "1/2*y_h/sqrt(lam)", "h", "y/(2*sqrt(lam))"),
    "a decimal as a decimal": (Arrays, "0.1*y_h", "h", "0.1*y"),
    "a product of arrays head by head": (Arrays, "sum_j(Q[b,n,j]*K[b,m,j])", "bnm", "Q_b K_b^T"),
    "a scalar after a matrix product": (Arrays, "sum_m(S[n,m]*s_m)/sqrt(lam)", "n", "S s/sqrt(lam)"),
    "sums with one matrix as one product": (
        Arrays,
        "sum_h(W[h,i]*y_h*w_h) - sum_h(W[h,i]*y_h)*sum_k(y_k*w_k)",
        "i",
        "W^T (y*(w - y^T w))",
    ),
    "a bracket of matrices in a product": (
        Arrays,
        "sum_h((W[h,i] + lam*sum_k(R[h,k]*W[k,i]))*y_h)",
        "i",
        "(W + lam R W)^T y",
    ),
    "blocks of one array in a sum": (
        Arrays,
        "sum_h(p[n,h]*G[i,h]) + sum_h(q[n,h]*G[i,H+h]) + sum_h(p[n,h]*q[n,h]*G[i,2H+h])",
        "ni",
        "[p, q, p*q] G^T",
    ),
    "a matrix before blocks": (
        Arrays,
        "[X^T p, X^T q, X^T (p*q)]",
        "ie",
        "X^T [p, q, p*q]",
    ),
    "a gradient from behind before what is added to it": (
        Sequence,
        "W^T c_t + dL/dh_t",
        "th",
        "dL/dh_t + W^T c_t",
    ),
    "an outer product of rows": (Arrays, "v_h*u_i", "hi", "v^T u"),
    "a row times a matrix": (Arrays, "sum_h(W[h,i]*v_h)", "i", "v W"),
    "an inner product of rows": (Arrays, "sum_h(v_h*v_h*v_h)", "", "sum(v^3)"),
    "a row in a product with its slope": (Arrays, "sum_i(W[h,i]*u_i*(1 - u_i))", "h", "(u*(1 - u)) W^T"),
    "an outer product for each head": (Arrays, "s_n*y_h*x_i", "nhi", "s_n y x^T"),
    "heads that are added up": (
        Arrays,
        "sum_{b,m}(Q[b,m,j]*X[m,i])",
        "ji",
        "sum_b(Q_b^T X)",
    ),
    "a place of a maximum": (Arrays, "y_h*1[i=argmax_j(W[h,j])]", "hi", "y_h*1[i=argmax_r(W[h,r])]"),
    "blocks along an axis": (
        Arrays,
        "[p*q, p*(1 - p), q]",
        "ne",
        "[p*q, p*(1 - p), q]",
    ),
    "a product that is followed by a matrix": (Arrays, "sum_h(p[n,h]*q[n,h]*W[h,i])", "ni", "(p*q) W"),
    "an array of vectors in two ways": (Arrays, "s_n*y_h*p[n,h]", "nh", "p*s*y"),
    "a product that is summed over time": (Sequence, "sum_t(c[t,h]*h[t-1,k])", "hk", "sum_t(c_t h[t-1]^T)"),
    "a recurrence backwards": (
        Sequence,
        "c[t,h] + sum_k(W[k,h]*c[t+1,k]*(1 - h[t+1,k]^2))",
        "th",
        "c_t + W^T (c[t+1]*(1 - h[t+1]^2))",
    ),
    "the first step": (Sequence, "sum_k(W[k,h]*c[1,k])", "h", "W^T c[1]"),
    "the last step": (Sequence, "sum_k(W[k,h]*c[T,k])", "h", "W^T c_T"),
    "a sum with a limit": (Sequence, "sum_{t=2}^{T}(c[t,h])", "h", "sum_{t=2}^{T}(c_t)"),
    "a kernel's gradient": (Images, "sum_{u,v}(y[u,v]*z[u+r-1,v+c-1])", "rc", "corr(z, y)"),
    "an image's gradient": (Images, "sum_{r,c}(y[i-r+1,j-c+1]*K[r,c])", "ij", "sum_{r,c}(y[i-r+1,j-c+1]*K[r,c])"),
}


@pytest.mark.parametrize("name", FORMS)
def test_it_is_written(name: str) -> None:
    problem, formula, axes, text = FORMS[name]
    assert written(problem, formula, axes) == text


def test_a_text_can_be_typeset_as_it_stands() -> None:
    scope = points(Arrays).scope
    tree = parse(written(Arrays, "sum_h(W[h,i]*(y_h - w_h))", "i"), scope)
    assert to_latex(tree, scope) == r"W^{\top} \left(y - w\right)"
    assert to_unicode(tree, scope) == "Wᵀ (y − w)"


def test_more_sums_within_each_other_than_there_are_letters_are_said_not_to_be_derived() -> None:
    deep = "sigma(W " * 26 + "z" + ")" * 26
    network = tutor.network(f"input z[j]\nweights W[j,k=j]\nupstream dh for h\nh = {deep}\n")
    with pytest.raises(TutorError, match="could not be derived"):
        _ = network.steps

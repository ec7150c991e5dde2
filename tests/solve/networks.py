"""Small networks of all kinds, each from its formulas alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tutor import Function, Problem, Quantity, Uniform
from tutor.problems.contract.samplers import Labels


def network(
    name: str,
    sizes: Mapping[str, int],
    given: str,
    values: Mapping[str, str],
    *,
    outside: Mapping[str, str] = {},
    **attributes: Any,
) -> Problem:
    """A problem without steps and without a solver: ``given`` are ``W[h,i] b[h]``, ``values`` formulas by the same.

    A given name with a plus, ``p[k]+``, is positive; one with a colon, ``c[n]:k``, holds labels along that axis.
    """
    problem = Problem()
    problem.id = name
    problem.sizes = dict(sizes)
    problem.given = tuple(_quantity(one) for one in given.split())
    problem.values = tuple(
        _quantity(one, formula=formula, outside=outside.get(one.partition("[")[0], ""))
        for one, formula in values.items()
    )
    letters = {letter for quantity in (*problem.given, *problem.values) for letter in quantity.letters}
    problem.axes = dict.fromkeys(sorted(letters | set(attributes.get("like", {}))), "an axis")
    for key, value in attributes.items():
        setattr(problem, key, value)
    return problem


def _quantity(text: str, **more: str) -> Quantity:
    text, _, picks = text.partition(":")
    name, _, axes = text.removesuffix("+").removesuffix("]").partition("[")
    if picks:
        return Quantity(name, axes.removesuffix("]"), sample=Labels(picks))
    if text.endswith("+"):
        return Quantity(name, axes.removesuffix("]"), sample=Uniform(0.3, 1.7))
    return Quantity(name, axes, **more)


NETWORKS = (
    network(
        "relu-mlp",
        {"N": 4, "I": 3, "H": 5, "C": 2},
        "X[n,i] W1[i,h] b1[h] W2[h,c] b2[c] Y[n,c]+ lam",
        {
            "A[n,h]": "X W1 + b1",
            "H[n,h]": "relu(A)",
            "Z[n,c]": "H W2 + b2",
            "P[n,c]": "softmax(Z)",
            "L": "-1/N*sum_{n,c}(Y*log(P)) + lam*sum(W1^2)",
        },
    ),
    network(
        "state-from-outside",
        {"T": 4, "D": 2, "S": 3},
        "x[t,d] U[s,d] W[s,k] b[s] h0[s] y[t,s]",
        {"a[t,s]": "U x_t + W h[t-1] + b", "h[t,s]": "tanh(a_t)", "L": "1/2*sum_{t,s}((h - y)^2)"},
        outside={"h": "h0"},
        like={"k": "s"},
        running=("t",),
    ),
    network(
        "backwards",
        {"T": 5, "S": 2},
        "x[t,s] W[s,k] v[s]",
        {"h[t,s]": "tanh(x_t + W h[t+1])", "y[t]": "v^T h_t", "L": "sum_t(y^2)"},
        like={"k": "s"},
        running=("t",),
    ),
    network(
        "two-lags",
        {"T": 6, "S": 2},
        "x[t,s] W[s,k] V[s,k] c[s]",
        {"h[t,s]": "sigma(x_t + W h[t-1] + V h[t-2])", "L": "sum_{t,s}(c*h^3)"},
        like={"k": "s"},
        running=("t",),
    ),
    network(
        "another-letter-for-time",
        {"R": 4, "S": 2},
        "x[r,s] w[s] u[s]",
        {"m[r,s]": "w*m[r-1] + u*x", "g[r,s]": "exp(-m^2)*g[r-1] + x", "L": "sum_{r,s}(g*m)"},
        running=("r",),
    ),
    network(
        "stacked",
        {"T": 3, "S": 2},
        "x[t,s] W[s,k] V[s,k]",
        {
            "h[t,s]": "tanh(x_t + W h[t-1])",
            "g[t,s]": "tanh(V h_t + W g[t-1])",
            "L": "sum_{t,s}(g^2) + sum_s(h[T,s])",
        },
        like={"k": "s"},
        running=("t",),
    ),
    network(
        "both-directions",
        {"T": 4, "S": 2},
        "x[t,s] W[s,k] V[s,k]",
        {
            "h[t,s]": "tanh(x_t + W h[t-1])",
            "g[t,s]": "tanh(x_t + V g[t+1])",
            "L": "sum_{t,s}(g*h)",
        },
        like={"k": "s"},
        running=("t",),
    ),
    network(
        "scalar-recurrence",
        {"T": 5},
        "x[t] w c0",
        {"c[t]": "sigma(w*c[t-1]) + x_t*c[t-1]", "L": "sum_t(c_t^2)"},
        outside={"c": "c0"},
        running=("t",),
    ),
    network(
        "gru",
        {"T": 3, "N": 2, "D": 2, "H": 3},
        "x[t,n,d] Wz[d,h] Uz[h,k] Wr[d,h] Ur[h,k] Wc[d,h] Uc[h,k] h0[n,h] y[n,h]",
        {
            "z[t,n,h]": "sigma(sum_d(x[t,n,d]*Wz[d,h]) + sum_k(h[t-1,n,k]*Uz[k,h]))",
            "r[t,n,h]": "sigma(sum_d(x[t,n,d]*Wr[d,h]) + sum_k(h[t-1,n,k]*Ur[k,h]))",
            "g[t,n,h]": "tanh(sum_d(x[t,n,d]*Wc[d,h]) + sum_k(r[t,n,k]*h[t-1,n,k]*Uc[k,h]))",
            "h[t,n,h]": "(1 - z)*h[t-1] + z*g",
            "L": "sum_{n,h}((h[T,n,h] - y[n,h])^2)",
        },
        outside={"h": "h0"},
        like={"k": "h"},
        running=("t", "n"),
    ),
    network(
        "products",
        {"T": 4, "M": 3},
        "a[t,m]+ y[t,m]",
        {"q[t]": "sum_m(a*y)", "P": "prod_t(q_t)", "R[m]": "prod_t(a)", "L": "P + sum_m(R^2)"},
        running=("t",),
    ),
    network(
        "convolution",
        {"I": 5, "J": 4, "R": 2, "C": 3, "Q": 2},
        "z[i,j] K[r,c] w[p,q] b",
        {"y[u,v]": "corr(z, K) + b", "s[u,v]": "tanh(y)", "o[q]": "w^T s", "L": "sum_q(o^2)"},
        derived={"U": "I-R+1", "V": "J-C+1", "P": "U*V"},
    ),
    network(
        "stride",
        {"U": 3, "R": 3},
        "z[i] K[r] w[u]",
        {"y[u]": "sum_r(K[r]*z[2u+r-2])", "L": "sum_u(w*y^3)"},
        derived={"I": "2*U+R-2"},
    ),
    network(
        "padded",
        {"I": 5, "R": 3},
        "z[i] K[r]",
        {"y[i]": "sum_r(K[r]*z[i+r-2])", "L": "sum_i(y^2)"},
    ),
    network(
        "lists",
        {"K": 2},
        "a b W[k]",
        {"z": "tanh(W^T [a, b])", "L": "z^2*a"},
        fixed=frozenset({"K"}),
    ),
    network(
        "blocks",
        {"N": 2, "D": 3, "H": 2},
        "x[n,d] W[d,e] b[e] c0[n,h]",
        {
            "a[n,e]": "x W + b",
            "i[n,h]": "sigma(a[n,h])",
            "g[n,h]": "tanh(a[n,H+h])",
            "c[n,h]": "c0 + i*g",
            "L": "sum_{n,h}(c^2)",
        },
        derived={"E": "2*H"},
    ),
    network(
        "matrix-powers",
        {"I": 3},
        "A[i,j] x[i]",
        {"y[i]": "A^3 x", "v[i]": "A^-1 y", "w[i]": "A^-2 x", "L": "sum_i(v^2) + sum_i(w*x)"},
        like={"j": "i"},
    ),
    network(
        "tied",
        {"I": 2, "H": 3},
        "x[i] W[h,i]",
        {"h[h]": "tanh(W x)", "r[i]": "W^T h", "L": "1/2*sum_i((r - x)^2)"},
    ),
    network(
        "diagonal-and-entries",
        {"I": 3},
        "A[i,j] v[i]",
        {"t": "sum_i(A[i,i]*v[i])", "e": "v[1]*A[2,1] + v[I]", "d[i]": "diag(v) v + A^T v", "L": "t*e + sum(d^2)"},
        like={"j": "i"},
    ),
    network(
        "limited-sums",
        {"T": 4},
        "x[t] w[t]",
        {"c[t]": "sum_{s=1}^{t}(x[s]*w[s])", "L": "sum_t(c_t^2)"},
        like={"s": "t"},
    ),
    network(
        "attention",
        {"T": 3, "J": 2, "D": 2},
        "X[t,d] Q[d,j] K[d,j] V[d,j]",
        {
            "q[t,j]": "X Q",
            "k[s,j]": "sum_d(X[s,d]*K[d,j])",
            "v[s,j]": "sum_d(X[s,d]*V[d,j])",
            "S[t,s]": "1/sqrt(J)*sum_j(q[t,j]*k[s,j])",
            "A[t,s]": "softmax(S)",
            "o[t,j]": "sum_s(A[t,s]*v[s,j])",
            "L": "sum(o^2)",
        },
        like={"s": "t"},
    ),
    network(
        "layer-norm",
        {"N": 2, "H": 4},
        "x[n,h] g[h] b[h] y[n,h]",
        {
            "m[n]": "mean_h(x)",
            "v[n]": "mean_h((x - m)^2)",
            "u[n,h]": "(x - m)/sqrt(v + 0.01)",
            "o[n,h]": "g*u + b",
            "L": "1/N*sum_{n,h}((o - y)^2)",
        },
        running=("n",),
    ),
    network(
        "powers",
        {"K": 3},
        "p[k]+ q[k]+ e1",
        {"a[k]": "p^q", "b[k]": "p^2.5/q", "c[k]": "2^p - e^(-q)", "L": "sum_k(a*b)/sum_k(c) + e1^2"},
    ),
    network(
        "functions",
        {"K": 2},
        "p[k]+ z[k]",
        {
            "a[k]": "softplus(z) + erf(z) + sin(z)*cos(z)",
            "b[k]": "atan(z) + asin(p/4) + acos(p/4) + tan(p/2)",
            "c[k]": "sinh(z)*cosh(z) + sqrt(p) + log(p) + abs(z) + sigma'(z) + tanh'(z)",
            "L": "sum_k(a*b*c)",
        },
    ),
    network(
        "added-function",
        {"K": 3},
        "z[k] w",
        {"a[k]": "swish(w*z)", "L": "sum_k(a^2*swish'(z))"},
        functions={"swish": Function("swish", slope="sigma(z) + z*sigma(z)*(1 - sigma(z))", formula="z*sigma(z)")},
    ),
    network(
        "flipped",
        {"I": 3, "J": 2, "R": 2, "C": 2},
        "z[i,j] K[r,c] d[u,v]",
        {"y[i,j]": "flip(z)*z", "x[u,v]": "corr(z, flip(K))", "L": "sum_{i,j}(y^2) + sum_{u,v}(x*d)"},
        derived={"U": "I-R+1", "V": "J-C+1"},
    ),
    network(
        "aliases",
        {"N": 2, "M": 3},
        "b[m] y[n,m] w",
        {"B[n,m]": "y*w + b", "z[n,m]": "B", "unused[m]": "b^2", "l": "w^2", "L": "sum(z*y) + sum(B^2) + l"},
    ),
    network(
        "every-step-a-matrix",
        {"T": 3, "S": 2},
        "W[t,s,k] x[s]",
        {"M[t,s,k]": "sum_j(W[t,s,j]*M[t-1,j,k]) + W[t,s,k]", "L": "sum_{t,s,k}(M^2)"},
        like={"k": "s", "j": "s"},
        running=("t",),
    ),
    network(
        "largest",
        {"N": 3, "K": 4},
        "x[n,k] y[n,k] b[k] w",
        {
            "m[n]": "max_k(w*x)",
            "v[k]": "min_n(x*y)",
            "a": "max_n(max_k(x))*w",
            "c[n,k]": "max(x, y, 0)*b - min(w, x)",
            "p[n]": "sum_k(1[k=argmax_j(x[n,j])]*y[n,k])",
            "L": "sum_n(m^2*p) + sum_k(v*b) + a^2 + sum_{n,k}(c^2)",
        },
        like={"j": "k"},
        running=("n",),
    ),
    network(
        "conditions",
        {"N": 3, "K": 4},
        "x[n,k]+ y[n,k] b[k] w",
        {
            "a[n,k]": "where(y > 0.2, log(x), y*b)",
            "c[n,k]": "clip(y, -0.5, 0.5)*x + 1[x<y]*b",
            "d[n,k]": "sum_j(where(j<=k, x[n,j]*y[n,k], -1e2*w))",
            "e[n,k]": "where(y <= x, w, 2)*where(w > b, y, w)",
            "L": "sum_{n,k}(a^2) + sum_{n,k}(c*d) + sum_{n,k}(e)",
        },
        like={"j": "k"},
        running=("n",),
    ),
    network(
        "conditions-in-time",
        {"T": 4, "S": 3},
        "x[t,s] W[s,k] c",
        {
            "h[t,s]": "where(x > 0, max(x, W h[t-1]), c*max(h[t-1], 0.1)) + max_k(h[t-1,k])",
            "g[t,s]": "clip(g[t+1] + h, -1, 1)*softmax_s(h)",
            "L": "sum_{t,s}(h^2) + sum_{t,s}(g*x)",
        },
        like={"k": "s"},
        running=("t",),
    ),
    network(
        "labels",
        {"T": 4, "V": 5, "D": 2, "K": 3},
        "E[v,d] w[t]:v c[t]:k f:v W[d,e] V[d,k] a[v]",
        {
            "X[t,d]": "E[w] + E[w[t-1]+1,d]",
            "h[t,d]": "tanh(X + W h[t-1])",
            "P[t,k]": "softmax_k(sum_d(h[t,d]*V[d,k]))",
            "q[t,k]": "P*1[k=c[t]] - P*1[k<c[t]]",
            "g[d]": "E[f,d] + a[f]*E[w[c[1]],d]",
            "L": "-mean_t(log(P[t,c[t]])) + sum_{t,k}(q^2) + sum_d(g^2)",
        },
        like={"e": "d"},
        running=("t",),
    ),
    network(
        "along-another-axis",
        {"N": 3, "K": 2},
        "x[n,k] y[n,k]",
        {
            "a[n,k]": "softmax_n(x*y)",
            "b[k]": "lse_n(x) + norm_n(y)",
            "c[n]": "std_k(x) + var_k(y)*softmax_n(mean_k(x))",
            "L": "sum_{n,k}(log(a)*y) + sum_k(b^2) + sum_n(c*a[n,1])",
        },
        running=("n",),
    ),
    network(
        "more-functions",
        {"K": 3},
        "p[k]+ z[k]",
        {
            "a[k]": "silu(z) + gelu(z) + elu(z) + leaky_relu(z)",
            "b[k]": "log1p(p) + expm1(z) + log2(p) - log10(p)",
            "c[k]": "asinh(z) + acosh(p + 1) + atanh(p/2)",
            "d[k]": "sec(z/2) + csc(p) + cot(p) + sign(z) + step(z)",
            "L": "sum_k(a*b*c*d)",
        },
    ),
)
"""All of them have a plan."""

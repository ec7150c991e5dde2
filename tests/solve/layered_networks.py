"""Layers, products, powers and functions, to be solved."""

from __future__ import annotations

from tests.solve.declared import network
from tutor import Function

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
        "products",
        {"T": 4, "M": 3},
        "a[t,m]+ y[t,m]",
        {"q[t]": "sum_m(a*y)", "P": "prod_t(q_t)", "R[m]": "prod_t(a)", "L": "P + sum_m(R^2)"},
        running=("t",),
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
        "aliases",
        {"N": 2, "M": 3},
        "b[m] y[n,m] w",
        {"B[n,m]": "y*w + b", "z[n,m]": "B", "unused[m]": "b^2", "l": "w^2", "L": "sum(z*y) + sum(B^2) + l"},
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

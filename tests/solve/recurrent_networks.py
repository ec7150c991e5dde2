"""Networks with a state that goes on in time, to be solved."""

from __future__ import annotations

from tests.solve.declared import network

NETWORKS = (
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
        "every-step-a-matrix",
        {"T": 3, "S": 2},
        "W[t,s,k] x[s]",
        {"M[t,s,k]": "sum_j(W[t,s,j]*M[t-1,j,k]) + W[t,s,k]", "L": "sum_{t,s,k}(M^2)"},
        like={"k": "s", "j": "s"},
        running=("t",),
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
)

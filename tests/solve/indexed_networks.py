"""Networks that pick entries: neighbours, blocks, labels, largest ones."""

from __future__ import annotations

from tests.solve.declared import network

NETWORKS = (
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
        "limited-sums",
        {"T": 4},
        "x[t] w[t]",
        {"c[t]": "sum_{s=1}^{t}(x[s]*w[s])", "L": "sum_t(c_t^2)"},
        like={"s": "t"},
    ),
    network(
        "flipped",
        {"I": 3, "J": 2, "R": 2, "C": 2},
        "z[i,j] K[r,c] d[u,v]",
        {"y[i,j]": "flip(z)*z", "x[u,v]": "corr(z, flip(K))", "L": "sum_{i,j}(y^2) + sum_{u,v}(x*d)"},
        derived={"U": "I-R+1", "V": "J-C+1"},
    ),
    network(
        "diagonal-and-entries",
        {"I": 3},
        "A[i,j] v[i]",
        {"t": "sum_i(A[i,i]*v[i])", "e": "v[1]*A[2,1] + v[I]", "d[i]": "diag(v) v + A^T v", "L": "t*e + sum(d^2)"},
        like={"j": "i"},
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
)

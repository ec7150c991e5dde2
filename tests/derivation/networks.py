"""Networks that people ask for, as problems without steps."""

from __future__ import annotations

from typing import Any

from tutor import Function, Integers, Normal, OneHot, Problem, Quantity, Simplex, Uniform

POSITIVE = Uniform(0.4, 1.6)


def network(given: str, values: str, like: str = "", **attributes: Any) -> Problem:
    """A problem from lines: ``X[n,i]`` or ``Y[n,c] one-hot c`` given, ``H[n,h] = relu(X W)`` computed."""
    shown = [_given(one) for one in given.split(";")]
    computed = [_value(one.strip()) for one in values.strip().splitlines()]
    letters = dict.fromkeys(letter for quantity in (*shown, *computed) for letter in quantity.letters)
    alike = dict(pair.split("=") for pair in like.split())
    letters.update(dict.fromkeys((*alike, *(part for pair in alike.values() for part in pair))))
    derived = attributes.get("derived", {})
    free = [letter for letter in letters if letter not in alike and letter.upper() not in derived]
    members = {
        "id": "net",
        "title": "A network",
        "summary": "a network",
        "statement": ("a network",),
        "sizes": {letter.upper(): 2 + at for at, letter in enumerate(free)},
        "axes": {letter: f"the axis {letter}" for letter in letters},
        "like": alike,
        "given": tuple(shown),
        "values": tuple(computed),
        **attributes,
    }
    return type("Network", (Problem,), members)()


def _split(text: str) -> tuple[str, str]:
    name, _, axes = text.strip().partition("[")
    return name.strip(), axes.rstrip("]")


def _given(text: str) -> Quantity:
    head, *words = text.split(" ")
    if not head:
        head, *words = text.strip().split(" ")
    name, axes = _split(head)
    samplers = {"one-hot": OneHot, "simplex": Simplex}
    if words and words[0] in samplers:
        return Quantity(name, axes, sample=samplers[words[0]](words[1]))
    if words and words[0] == "row":
        return Quantity(name, axes, row=True)
    if words and words[0] == "positive":
        return Quantity(name, axes, sample=POSITIVE)
    if words and words[0] == "integer":
        return Quantity(name, axes, sample=Integers(1, int(words[1])))
    return Quantity(name, axes, sample=Normal(0.7))


def _value(text: str) -> Quantity:
    left, _, formula = text.partition(" = ")
    left, _, outside = left.partition("|")
    name, axes = _split(left)
    return Quantity(name, axes, formula=formula.strip(), outside=outside.strip())


NETWORKS = {
    "ridge": network("X[n,i];w[i];y[n];lam positive", "r[n] = X w - y\nL = sum(r^2) + lam*sum(w^2)"),
    "two-layer": network(
        "X[n,i];W1[i,h];b1[h] row;W2[h,c];b2[c] row;Y[n,c] one-hot c",
        """Z1[n,h] = sum_i(X[n,i]*W1[i,h]) + b1[h]
        H[n,h] = relu(Z1)
        Z2[n,c] = sum_h(H[n,h]*W2[h,c]) + b2[c]
        P[n,c] = softmax(Z2)
        L = -1/N*sum_{n,c}(Y[n,c]*log(P[n,c]))""",
    ),
    "log-sum-exp": network(
        "X[n,i];W[i,c];Y[n,c] one-hot c",
        "Z[n,c] = X W\nL = sum_n(log(sum_c(exp(Z[n,c]))) - sum_c(Y[n,c]*Z[n,c]))",
    ),
    "label smoothing": network(
        "Z[n,c];Y[n,c] one-hot c;eps positive;tau positive",
        """Q[n,c] = (1 - eps)*Y[n,c] + eps/C
        P[n,c] = softmax(Z/tau)
        L = -1/N*sum_{n,c}(Q[n,c]*log(P[n,c]))""",
    ),
    "binary cross-entropy": network(
        "X[n,i];w[i];b;y[n] positive",
        """z[n] = sum_i(X[n,i]*w[i]) + b
        p[n] = sigma(z)
        L = -1/N*sum_n(y[n]*log(p[n]) + (1 - y[n])*log(1 - p[n]))""",
    ),
    "gru": network(
        "x[t,d];h0[h];Wr[k,d];Ur[k,h];Wz[k,d];Uz[k,h];Wn[k,d];Un[k,h];g[t,h]",
        """r[t,k]|h0 = sigma(sum_d(Wr[k,d]*x[t,d]) + sum_h(Ur[k,h]*s[t-1,h]))
        z[t,k] = sigma(sum_d(Wz[k,d]*x[t,d]) + sum_h(Uz[k,h]*s[t-1,h]))
        q[t,k] = tanh(sum_d(Wn[k,d]*x[t,d]) + sum_h(Un[k,h]*r[t,h]*s[t-1,h]))
        s[t,h]|h0 = (1 - z[t,h])*q[t,h] + z[t,h]*s[t-1,h]
        L = sum_{t,h}(g[t,h]*s[t,h])""".replace("r[t,k]|h0", "r[t,k]"),
        like="k=h",
        running=("t",),
    ),
    "layer norm": network(
        "x[n,d];g[d];b[d];eps positive;dy[n,d]",
        """mu[n] = mean_d(x[n,d])
        v[n] = mean_d((x[n,d] - mu[n])^2)
        xhat[n,d] = (x[n,d] - mu[n])/sqrt(v[n] + eps)
        y[n,d] = g[d]*xhat[n,d] + b[d]
        L = sum_{n,d}(dy[n,d]*y[n,d])""",
        upstream={"y": "dy"},
    ),
    "batch norm": network(
        "x[n,d];g[d];b[d];eps positive;dy[n,d]",
        """mu[d] = mean_n(x[n,d])
        xc[n,d] = x[n,d] - mu[d]
        s[d] = sqrt(mean_n(xc[n,d]^2) + eps)
        xhat[n,d] = xc[n,d]/s[d]
        y[n,d] = g[d]*xhat[n,d] + b[d]
        L = sum_{n,d}(dy[n,d]*y[n,d])""",
        upstream={"y": "dy"},
    ),
    "rms norm": network(
        "x[n,d];g[d];eps positive;dy[n,d]",
        """s[n] = sqrt(mean_d(x[n,d]^2) + eps)
        y[n,d] = g[d]*x[n,d]/s[n]
        L = sum_{n,d}(dy[n,d]*y[n,d])""",
        upstream={"y": "dy"},
    ),
    "attention": network(
        "X[t,d];Wq[d,j];Wk[d,j];Wv[d,v];dO[t,v]",
        """Q[t,j] = sum_d(X[t,d]*Wq[d,j])
        K[s,j] = sum_d(X[s,d]*Wk[d,j])
        V[s,v] = sum_d(X[s,d]*Wv[d,v])
        S[t,s] = sum_j(Q[t,j]*K[s,j])/sqrt(J)
        A[t,s] = softmax_s(S[t,s])
        O[t,v] = sum_s(A[t,s]*V[s,v])
        L = sum_{t,v}(dO[t,v]*O[t,v])""",
        like="s=t",
        upstream={"O": "dO"},
    ),
    "multi-head attention": network(
        "X[t,d];Wq[a,d,j];Wk[a,d,j];Wv[a,d,j];Wo[a,j,e];dO[t,e]",
        """Q[a,t,j] = sum_d(X[t,d]*Wq[a,d,j])
        K[a,s,j] = sum_d(X[s,d]*Wk[a,d,j])
        V[a,s,j] = sum_d(X[s,d]*Wv[a,d,j])
        A[a,t,s] = softmax_s(sum_j(Q[a,t,j]*K[a,s,j])/sqrt(J))
        O[t,e] = sum_{a,s,j}(A[a,t,s]*V[a,s,j]*Wo[a,j,e])
        L = sum_{t,e}(dO[t,e]*O[t,e])""",
        like="s=t",
        upstream={"O": "dO"},
    ),
    "vae": network(
        "x[n,i];Wm[i,j];Ws[i,j];e[n,j];D[j,i]",
        """m[n,j] = x Wm
        s[n,j] = x Ws
        z[n,j] = m[n,j] + exp(s[n,j]/2)*e[n,j]
        r[n,i] = z D
        K = -1/2*sum_{n,j}(1 + s[n,j] - m[n,j]^2 - exp(s[n,j]))
        L = 1/2*sum_{n,i}((x[n,i] - r[n,i])^2) + K""",
    ),
    "word2vec": network(
        "v[d];u[d];U[k,d]",
        """p = sigma(sum_d(v[d]*u[d]))
        q[k] = sigma(-sum_d(U[k,d]*v[d]))
        L = -log(p) - sum_k(log(q[k]))""",
    ),
    "strided convolution": network(
        "x[i,c];K[r,c,o];b[o];dy[u,o]",
        """y[u,o] = sum_{r,c}(x[2u+r-2,c]*K[r,c,o]) + b[o]
        L = sum_{u,o}(dy[u,o]*y[u,o])""",
        sizes={"R": 3, "C": 2, "O": 4, "U": 5},
        derived={"I": "2*U+R-2"},
        upstream={"y": "dy"},
    ),
    "padded convolution": network(
        "x[i];K[r];dy[i]",
        "y[i] = sum_r(x[i+r-2]*K[r])\nL = sum_i(dy[i]*y[i])",
        upstream={"y": "dy"},
    ),
    "residual": network(
        "x[n,d];W1[d,h];W2[h,d];y[n,d]",
        """a[n,h] = x W1
        h1[n,h] = relu(a)
        f[n,d] = h1 W2
        r[n,d] = x + f
        L = 1/2*sum((r - y)^2)""",
    ),
    "tied weights": network(
        "x[i];W[h,i]",
        "a[h] = W x\nv[h] = tanh(a)\nr[i] = W^T v\nL = 1/2*sum((r - x)^2)",
    ),
    "backwards recurrence": network(
        "x[t,d];W[h,d];U[h,k];g[t,h]",
        "a[t,h] = sum_d(W[h,d]*x[t,d]) + sum_k(U[h,k]*h1[t+1,k])\nh1[t,h] = tanh(a)\nL = sum_{t,h}(g[t,h]*h1[t,h])",
        like="k=h",
        running=("t",),
    ),
    "two-dimensional recurrence": network(
        "x[r,s];w;u;g[r,s]",
        "h1[r,s] = tanh(x[r,s] + w*h1[r-1,s] + u*h1[r,s-1])\nL = sum_{r,s}(g[r,s]*h1[r,s])",
    ),
    "broadcast bias": network("b[m];c;x[n,m]", "B[n,m] = x + b[m] + c\nL = sum(B^2)"),
    "product": network("x[n] positive;w[n]", "p = prod_n(x[n]^2 + w[n]^2)\nL = log(p) + p"),
    "smooth path": network("h1[t]", "L = sum_t((h1[t] - h1[t-1])^2)"),
    "last entry": network("h1[t,d];w[d]", "y = sum_d(w[d]*h1[T,d])\nL = y^2", time=("t",)),
    "max pooling": network("x[n,k];w[k];g[n]", "m[n] = max_k(x[n,k]*w[k])\nL = sum_n(g[n]*m[n])"),
    "swish": network(
        "x[n,i];W[i,h];g[n,h]",
        "a[n,h] = x W\ny[n,h] = swish(a)\nL = sum(g*y)",
        functions={"swish": Function("swish", formula="z*sigma(z)")},
    ),
    "nested function": network("w[i];x[i];y", "L = (sigma(2*sum_i(w[i]*x[i]) + 1) - y)^2"),
    "lora": network(
        "x[n,i];W[i,o];A[i,r];B[r,o];alpha;dy[n,o]",
        "y[n,o] = x W + alpha*(x A B)\nL = sum_{n,o}(dy[n,o]*y[n,o])",
        upstream={"y": "dy"},
    ),
    "normalised": network("x[d];y[d]", "r = sqrt(sum_d(x[d]^2))\nu[d] = x[d]/r\nL = sum_d(u[d]*y[d])"),
    "mean of squares through a sum": network("x[n,d]", "m[n] = mean_d(x[n,d]^2)\ns = sum_n(m[n])\nL = s^2/2"),
    "matrix power": network("M[i,j];a[i];b[j]", "L = a^T M^3 b", like="j=i"),
    "quotient": network("a[n] positive;b[n] positive", "q[n] = a/b\nL = sum_n(q[n]^2*a[n])"),
    "power": network("a[n] positive;b[n]", "L = sum_n(a[n]^b[n])"),
    "running sum": network("x[t];g[t]", "c[t] = sum_{s=1}^{t} (x[s])\nL = sum_t(g[t]*c[t]^2)", like="s=t"),
    "list": network("a[n];b[n];w[k]", "v[n,k] = [a[n], b[n]^2]\nL = sum_{n,k}(w[k]*v[n,k]^2)", sizes={"N": 3, "K": 2},
                    fixed=frozenset({"K"})),
    "bilinear": network("x[i];y[j];A[i,j]", "s = x^T A y\nL = log(1 + exp(-s))"),
    "fixed entry": network("V[d,o];x[d]", "y = sum_d(V[d,1]*x[d])\nz = sum_d(V[d,2]*x[d])\nL = y*z"),
}

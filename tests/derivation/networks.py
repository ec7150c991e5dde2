"""Networks that people ask for, as network files: no step of theirs is declared."""

from __future__ import annotations

from functools import cache

from tutor.problems.contract.problem import Problem
from tutor.problems.network.reader import read_network

NETWORKS = {
    "ridge": """
        input X[n,i]
        weights w[i]
        target y[n]
        constant lam positive
        r = X w - y
        L = sum(r^2) + lam*sum(w^2)""",
    "two-layer": """
        input X[n,i]
        weights W1[i,h], b1[h], W2[h,c], b2[c]
        target Y[n,c] one-hot c
        Z1 = X W1 + b1
        H = relu(Z1)
        Z2 = H W2 + b2
        P = softmax(Z2)
        L = -1/N sum(Y * log(P))""",
    "log-sum-exp": """
        input X[n,i]
        weights W[i,c]
        target Y[n,c] one-hot c
        Z = X W
        L = sum_n(log(sum_c(exp(Z[n,c]))) - sum_c(Y[n,c]*Z[n,c]))""",
    "label smoothing": """
        weights Z[n,c]
        target Y[n,c] one-hot c
        constant eps in 0.1..0.4, tau positive
        Q[n,c] = (1 - eps)*Y[n,c] + eps/C
        P = softmax(Z/tau)
        L = -1/N*sum(Q*log(P))""",
    "binary cross-entropy": """
        input X[n,i]
        weights w[i], b
        target y[n] in 0.1..0.9
        z[n] = sum_i(X[n,i]*w[i]) + b
        p = sigma(z)
        L = -1/N*sum_n(y[n]*log(p[n]) + (1 - y[n])*log(1 - p[n]))""",
    "gru": """
        input x[t,d]
        weights h0[h], Wr[k=h,d], Ur[k=h,h], Wz[k=h,d], Uz[k=h,h], Wn[k=h,d], Un[k=h,h]
        upstream dh for s
        r[t,k] = sigma(sum_d(Wr[k,d]*x[t,d]) + sum_h(Ur[k,h]*s[t-1,h]))
        z[t,k] = sigma(sum_d(Wz[k,d]*x[t,d]) + sum_h(Uz[k,h]*s[t-1,h]))
        q[t,k] = tanh(sum_d(Wn[k,d]*x[t,d]) + sum_h(Un[k,h]*r[t,h]*s[t-1,h]))
        s[t,h] = (1 - z[t,h])*q[t,h] + z[t,h]*s[t-1,h]
        s[0] = h0""",
    "layer norm": """
        input x[n,d]
        weights g[d], b[d]
        constant eps positive
        upstream dy for y
        mu[n] = mean_d(x[n,d])
        v[n] = mean_d((x[n,d] - mu[n])^2)
        xhat[n,d] = (x[n,d] - mu[n])/sqrt(v[n] + eps)
        y[n,d] = g[d]*xhat[n,d] + b[d]""",
    "batch norm": """
        input x[n,d]
        weights g[d], b[d]
        constant eps positive
        upstream dy for y
        mu[d] = mean_n(x[n,d])
        xc[n,d] = x[n,d] - mu[d]
        s[d] = sqrt(mean_n(xc[n,d]^2) + eps)
        xhat[n,d] = xc[n,d]/s[d]
        y[n,d] = g[d]*xhat[n,d] + b[d]""",
    "rms norm": """
        input x[n,d]
        weights g[d]
        constant eps positive
        upstream dy for y
        s[n] = sqrt(mean_d(x[n,d]^2) + eps)
        y[n,d] = g[d]*x[n,d]/s[n]""",
    "attention": """
        input X[t,d]
        weights Wq[d,j], Wk[d,j], Wv[d,v]
        upstream dO for O
        Q = X Wq
        K[s=t,j] = X Wk
        V[s=t,v] = X Wv
        S = Q K^T/sqrt(J)
        A = softmax(S)
        O = A V""",
    "multi-head attention": """
        input X[t,d]
        weights Wq[a,d,j], Wk[a,d,j], Wv[a,d,j], Wo[a,j,e]
        upstream dO for O
        Q[a,t,j] = sum_d(X[t,d]*Wq[a,d,j])
        K[a,s=t,j] = sum_d(X[s,d]*Wk[a,d,j])
        V[a,s=t,j] = sum_d(X[s,d]*Wv[a,d,j])
        A[a,t,s] = softmax_s(sum_j(Q[a,t,j]*K[a,s,j])/sqrt(J))
        O[t,e] = sum_{a,s,j}(A[a,t,s]*V[a,s,j]*Wo[a,j,e])""",
    "vae": """
        input x[n,i]
        weights Wm[i,j], Ws[i,j], D[j,i]
        constant e[n,j]
        m = x Wm
        s = x Ws
        z[n,j] = m[n,j] + exp(s[n,j]/2)*e[n,j]
        r = z D
        K = -1/2*sum(1 + s - m^2 - exp(s))
        L = 1/2*sum((x - r)^2) + K""",
    "word2vec": """
        weights v[d], u[d], U[k,d]
        p = sigma(v^T u)
        q = sigma(-U v)
        L = -log(p) - sum(log(q))""",
    "strided convolution": """
        input x[i,c]
        weights K[r,c,o], b[o]
        upstream dy for y
        sizes R=3, U=5, I=11
        y[u,o] = sum_{r,c}(x[2u+r-2,c]*K[r,c,o]) + b[o]""",
    "padded convolution": """
        input x[i]
        weights K[r]
        upstream dy for y
        y[i] = sum_r(x[i+r-2]*K[r])""",
    "residual": """
        input x[n,d]
        weights W1[d,h], W2[h,d]
        target y[n,d]
        a = x W1
        v = relu(a)
        f = v W2
        r = x + f
        L = 1/2*sum((r - y)^2)""",
    "tied weights": """
        input x[i]
        weights W[h,i]
        a = W x
        v = tanh(a)
        r = W^T v
        L = 1/2*sum((r - x)^2)""",
    "backwards recurrence": """
        input x[t,d]
        weights W[h,d], U[h,k=h]
        upstream dh for v
        a = W x[t] + U v[t+1]
        v = tanh(a)""",
    "two-dimensional recurrence": """
        input x[r,s]
        weights w, u
        upstream dv for v
        v[r,s] = tanh(x[r,s] + w*v[r-1,s] + u*v[r,s-1])""",
    "broadcast bias": """
        input x[n,m]
        weights b[m], c
        B[n,m] = x[n,m] + b[m] + c
        L = sum(B^2)""",
    "product": """
        input x[n] positive
        weights w[n]
        p = prod_n(x[n]^2 + w[n]^2)
        L = log(p) + p""",
    "smooth path": """
        weights v[t]
        L = sum_t((v[t] - v[t-1])^2)""",
    "growth": """
        input v[t] positive
        y[t] = log(v[t]/(v[t-1] + 1))/v[t]
        q[t] = y[t]/(y[t+1] + 2)
        L = sum(q^2)""",
    "logarithm of a sum": """
        input x[n]
        weights w[n]
        L = log(sum(x*w))""",
    "diagonal": """
        input x[i]
        weights w[i]
        y = diag(w) x
        L = y^T y""",
    "variance": """
        input x[n]
        v = var(x)
        L = log(v)""",
    "softmax inside": """
        input x[n,d]
        weights A[d,e=d], B[d,e=d]
        Q = tanh(x A)
        R = Q*(x B) + x
        S = softmax(R)
        L = sum(S^2)""",
    "last entry": """
        input v[t,d]
        weights w[d]
        y = sum_d(w[d]*v[T,d])
        L = y^2""",
    "max pooling": """
        input x[n,k]
        weights w[k]
        upstream dm for m
        m[n] = max_k(x[n,k]*w[k])""",
    "swish": """
        input x[n,i]
        weights W[i,h]
        upstream dy for y
        swish(z) = z*sigma(z)
        a = x W
        y = swish(a)""",
    "nested function": """
        input x[i]
        weights w[i]
        target y
        L = (sigma(2*w^T x + 1) - y)^2""",
    "lora": """
        input x[n,i]
        weights W[i,o], A[i,r], B[r,o]
        constant alpha
        upstream dy for y
        y = x W + alpha*(x A B)""",
    "normalised": """
        input x[d]
        target y[d]
        r = sqrt(sum(x^2))
        u = x/r
        L = sum(u*y)""",
    "mean of squares through a sum": """
        input x[n,d]
        m[n] = mean_d(x[n,d]^2)
        s = sum(m)
        L = s^2/2""",
    "mean of inputs": """
        input x[n]
        s = mean(x)
        L = s^3""",
    "matrix power": """
        weights M[i,j=i], a[i], b[i]
        L = a^T M^3 b""",
    "quotient": """
        input a[n] positive, b[n] positive
        q = a/b
        L = sum(q^2*a)""",
    "power": """
        input a[n] positive, b[n]
        L = sum_n(a[n]^b[n])""",
    "running sum": """
        input x[t]
        upstream dc for c
        c[t] = sum_{s=1}^{t} (x[s])""",
    "bilinear": """
        input x[i], y[j]
        weights A[i,j]
        s = x^T A y
        L = log(1 + exp(-s))""",
    "fixed entry": """
        weights V[d,o]
        input x[d]
        y = sum_d(V[d,1]*x[d])
        z = sum_d(V[d,2]*x[d])
        L = y*z""",
    "embedding": """
        weights E[k,d], w[d]
        label c[n] of k
        y[n] = sum_d(E[c[n],d]*w[d])
        L = sum(y^2)""",
    "label picks": """
        weights Z[n,k]
        label c[n] of k
        P = softmax(Z)
        L = -1/N*sum_n(log(P[n,c[n]]))""",
    "dropout": """
        input x[n,d]
        weights W[d,h], v[h]
        constant m[n,h] mask
        target y[n]
        a = x W
        q = relu(a)*m
        L = mean((q v - y)^2)""",
    "causal attention": """
        weights S[t,s=t], V[s=t,d]
        upstream dO for O
        A[t,s] = softmax_s(S[t,s] - 9*1[s>t])
        O[t,d] = sum_s(A[t,s]*V[s,d])""",
    "chained scalars": """
        input x
        weights w, b
        target y
        z = w*x + b
        a = tanh(z)
        L = (a - y)^2""",
    "mixture density": """
        input x[i], y
        weights W_pi[k,i], W_mu[k,i], W_s[k,i]
        alpha = softmax(W_pi x)
        mu = W_mu x
        s = exp(W_s x)
        phi = 1/(sqrt(2*pi)*s)*exp(-(y - mu)^2/(2*s^2))
        L = -log(sum_k(alpha[k]*phi[k]))""",
    "kalman update": """
        input m[i], P[i,j=i], y[o], H[o,i]
        constant R[o,q=o]
        target x[i]
        S = H P H^T + R
        K = P H^T inv(S)
        mhat = m + K (y - H m)
        L = 1/2 sum((mhat - x)^2)""",
    "cosine": """
        input x[i], y[j]
        weights A[k,i], B[k,j]
        u = A x
        v = B y
        L = 1 - u^T v/(norm(u)*norm(v))""",
    "hopfield": """
        input X[n,d], xi[d]
        constant beta in 0.5..2
        L = -1/beta*log(sum_n(exp(beta*sum_d(X[n,d]*xi[d])))) + 1/2 xi^T xi""",
    "triplet": """
        input x_a[i], x_p[i], x_n[i]
        weights W[o,i]
        constant m in 0.5..1
        a = W x_a
        p = W x_p
        n = W x_n
        L = max(0, norm(a - p)^2 - norm(a - n)^2 + m)""",
    "norm past a branch": """
        input x[n,d]
        weights W[d,k=d]
        constant eps in 0.01..0.1
        upstream dy for y
        mu = mean_d(x[n,d])
        v = mean_d((x[n,d] - mu[n])^2)
        xhat[n,d] = (x - mu)/sqrt(v + eps)
        y = x + tanh(xhat W)""",
    "norm of a cell": """
        input c[h]
        weights g[h]
        constant eps in 0.01..0.05
        upstream dy for y
        mu = mean(c)
        v = var(c)
        y = g*(c - mu)/sqrt(v + eps)""",
    "pooling of windows": """
        input X[i,j]
        sizes I=4, J=4, R=2, S=2, U=2, V=2
        upstream dY for Y
        Y[u,v] = max_{r,s}(X[2*u+r-2,2*v+s-2])""",
    "sliding maximum": """
        input x[i]
        sizes I=5, R=3, U=I-R+1
        z[u] = max_r(x[u+r-1])
        L = sum(z^2)""",
    "average pooling": """
        input x[i]
        sizes I=6, U=3, R=2
        upstream dy for y
        y[u] = 1/R sum_r(x[2*u+r-2])""",
}


@cache
def network(name: str) -> Problem:
    """The problem of one of them."""
    lines = [line.strip() for line in NETWORKS[name].strip().splitlines()]
    return read_network("\n".join(lines), name.replace(" ", "-"))

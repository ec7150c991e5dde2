import numpy as np


def batchnorm_forward(x, gamma, beta, eps):
    mu = np.mean(x, axis=0)
    v = np.var(x, axis=0)
    Xhat = (x - mu) / np.sqrt(v + eps)
    out = gamma * Xhat + beta
    cache = {"x": x, "mu": mu, "v": v, "Xhat": Xhat, "gamma": gamma, "eps": eps}
    return out, cache


def batchnorm_backward(dout, cache):
    x, Xhat, gamma = cache["x"], cache["Xhat"], cache["gamma"]
    n = x.shape[0]
    grads = {}
    grads["beta"] = np.sum(dout, axis=0)
    grads["gamma"] = np.sum(dout * Xhat, axis=0)
    dXhat = dout * gamma
    istd = 1.0 / np.sqrt(cache["v"] + cache["eps"])
    grads["X"] = istd / n * (n * dXhat - np.sum(dXhat, axis=0))
    return grads


Y, cache = batchnorm_forward(X, gamma, beta, eps)
grads = batchnorm_backward(dY, cache)

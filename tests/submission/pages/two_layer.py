"""Two-layer network from scratch (assignment 1)."""
import numpy as np


def forward(X, params):
    W1, b1, W2, b2 = params
    A = X.dot(W1) + b1
    H = np.maximum(0, A)
    Z = H.dot(W2) + b2
    Z_shift = Z - Z.max(axis=1, keepdims=True)
    e = np.exp(Z_shift)
    P = e / e.sum(axis=1, keepdims=True)
    return A, H, P


def loss(P, Y):
    N = Y.shape[0]
    return -np.sum(Y * np.log(P)) / N


def backward(X, Y, params, cache):
    W1, b1, W2, b2 = params
    A, H, P = cache
    N = X.shape[0]
    dZ = P - Y
    dW2 = H.T.dot(dZ)
    db2 = dZ.sum(axis=0)
    dH = dZ.dot(W2.T)
    dA = dH * (A > 0)
    dW1 = X.T.dot(dA)
    db1 = dA.sum(axis=1)
    return dW1, db1, dW2, db2


cache = forward(X, (W1, b1, W2, b2))
grads = backward(X, Y, (W1, b1, W2, b2), cache)

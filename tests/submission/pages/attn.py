"""single head, causal, no batch"""
import numpy as np


def row_softmax(s):
    s = s - s.max(axis=-1, keepdims=True)
    w = np.exp(s)
    return w / w.sum(axis=-1, keepdims=True)


def attend(Q, K, V):
    n, d = Q.shape
    S = Q @ K.T / np.sqrt(d)
    mask = np.triu(np.ones((n, n)), k=1)
    B = S - 1000 * mask
    A = row_softmax(B)
    O = A @ V
    return O, A


def attend_backward(dO, A, Q, K, V):
    d = Q.shape[1]
    dV = A.T @ dO
    dA = dO @ V.T
    dB = A * dA - A ** 2 * dA
    dQ = dB @ K / np.sqrt(d)
    dK = dB.T @ Q / np.sqrt(d)
    return dQ, dK, dV


O, A = attend(Q, K, V)
dQ, dK, dV = attend_backward(dO, A, Q, K, V)

import numpy as np

T, D = X.shape
S = U.shape[0]

def softmax(z):
    e = np.exp(z - np.max(z))
    return e / e.sum()

H = np.zeros((T + 1, S))      # H[-1] is the state before the first step
Y = np.zeros_like(y)
for t in range(T):
    a = np.dot(U, X[t]) + np.dot(W, H[t - 1])
    H[t] = 1 / (1 + np.exp(-a))
    Y[t] = softmax(np.dot(V, H[t]))

dU, dW, dV = np.zeros_like(U), np.zeros_like(W), np.zeros_like(V)
dh_next = np.zeros(S)
for t in reversed(range(T)):
    dz = Y[t] - y[t]
    dV += np.outer(dz, H[t])
    dh = np.dot(V.T, dz) + dh_next
    da = dh * H[t] * (1 - H[t])
    dU += np.outer(da, X[t])
    dW += np.outer(da, H[t])
    dh_next = np.dot(W.T, da)

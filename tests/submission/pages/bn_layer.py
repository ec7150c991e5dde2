# batchnorm as a computational graph, every node on its own
import numpy as np

N, D = X.shape
mu = X.mean(axis=0)
xc = X - mu
v = (xc ** 2).mean(axis=0)
std = np.sqrt(v + eps)
Xhat = xc / std
Y = gamma * Xhat + beta

dbeta = dY.sum(axis=0)
dgamma = np.sum(dY * Xhat, axis=0)
dXhat = dY * gamma
dv = np.sum(dXhat * xc, axis=0) * -0.5 * (v + eps) ** (-1.5)
dmu = -np.sum(dXhat, axis=0) / std
dX = dXhat / std + dv * xc / N + dmu / N

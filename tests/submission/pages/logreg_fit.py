import numpy as np

n_samples = X.shape[0]
z = np.matmul(X, w) + b
p = 1 / (1 + np.exp(-z))
L = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))

# gradients
dp = (-(y / p) + (1 - y) / (1 - p)) / n_samples
dz = dp * p * (1 - p)
dw = np.dot(X.T, dz)
db = np.mean(dz)

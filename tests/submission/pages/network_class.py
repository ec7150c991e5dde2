import numpy as np


class Network:
    """sigmoid hidden layer, softmax output"""

    def __init__(self, W1, W2):
        self.W1 = W1
        self.W2 = W2

    def forward(self, x):
        self.x = x
        self.z1 = self.W1.dot(x)
        self.y1 = 1 / (1 + np.exp(-self.z1))
        self.z2 = self.W2.dot(self.y1)
        e = np.exp(self.z2 - np.max(self.z2))
        self.y = e / np.sum(e)
        return self.y

    def backward(self, t):
        dz2 = self.y - t
        self.dW2 = np.outer(dz2, self.y1)
        dy1 = self.W2.T.dot(dz2)
        dz1 = dy1 * self.y1 * (1 - self.y1)
        self.dW1 = np.outer(self.x, dz1)


net = Network(W1, W2)
net.forward(x)
net.backward(t)

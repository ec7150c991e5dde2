import numpy as np

def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))

def lstm_step_forward(x, h_prev, c_prev, Wx, Wh, b):
    H = h_prev.shape[1]
    a = x @ Wx + h_prev @ Wh + b
    i = sigmoid(a[:, 0:H])
    f = sigmoid(a[:, H:2*H])
    o = sigmoid(a[:, 2*H:3*H])
    g = np.tanh(a[:, 3*H:4*H])
    c = f * c_prev + i * g
    h = o * np.tanh(c)
    cache = (x, h_prev, c_prev, Wx, Wh, i, f, o, g, c)
    return h, c, cache

def lstm_step_backward(dh, dc, cache):
    x, h_prev, c_prev, Wx, Wh, i, f, o, g, c = cache
    tc = np.tanh(c)
    do = dh * tc
    dc_total = dc + dh * o * (1 - tc**2)
    df = dc_total * c_prev
    di = dc_total * g
    dg = dc_total * f
    dc_prev = dc_total * f
    dai = di * i * (1 - i)
    daf = df * f * (1 - f)
    dao = do * o * (1 - o)
    dag = dg * (1 - g**2)
    da = np.hstack((dai, daf, dao, dag))
    dWx = x.T @ da
    dWh = h_prev.T @ da
    db = np.sum(da, axis=0)
    dx = da @ Wx.T
    dh_prev = da @ Wh.T
    return dx, dh_prev, dc_prev, dWx, dWh, db

h, c, cache = lstm_step_forward(x, h_prev, c_prev, Wx, Wh, b)
dx, dh_prev, dc_prev, dWx, dWh, db = lstm_step_backward(dh, dc, cache)

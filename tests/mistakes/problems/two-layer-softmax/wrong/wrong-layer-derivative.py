# wrong: backward: the derivative of the sigmoid is used for the ReLU layer
# diagnosis: derivative of sigmoid
# edge: a1, z1

import numpy as np


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def forward(x, w1, b1, w2, b2, s):
    z1 = x @ w1 + b1
    a1 = np.maximum(z1, 0)
    z2 = a1 @ w2 + b2
    p = softmax(z2)
    loss = -np.mean(np.sum(softmax(s) * np.log(p), axis=1))
    return {"z1": z1, "a1": a1, "z2": z2, "L": loss}


def backward(x, w1, b1, w2, b2, s):
    n = len(x)
    z1 = x @ w1 + b1
    a1 = np.maximum(z1, 0)
    dz2 = (softmax(a1 @ w2 + b2) - softmax(s)) / n
    dw2 = a1.T @ dz2
    db2 = dz2.sum(axis=0)
    dz1 = (dz2 @ w2.T) / (1 + np.exp(-z1)) * (1 - 1 / (1 + np.exp(-z1)))
    dw1 = x.T @ dz1
    db1 = dz1.sum(axis=0)
    return {"z2": dz2, "w2": dw2, "b2": db2, "z1": dz1, "w1": dw1, "b1": db1}

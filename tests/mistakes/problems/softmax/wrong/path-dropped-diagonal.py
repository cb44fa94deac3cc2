# wrong: backward: only the diagonal of the Jacobian
# diagnosis: only the diagonal of the Jacobian
# edge: p, s

import numpy as np


def softmax(s):
    e = np.exp(s - s.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def forward(s):
    return {"p": softmax(s)}


def backward(s, upstream):
    p = softmax(s)
    return {"s": upstream * p * (1 - p)}

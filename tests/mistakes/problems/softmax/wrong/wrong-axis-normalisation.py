# wrong: forward, backward: each column adds up to 1, not each row
# diagnosis: along another axis
# edge: p

import numpy as np


def softmax(s):
    e = np.exp(s - s.max())
    return e / e.sum(axis=0)


def forward(s):
    return {"p": softmax(s)}


def backward(s, upstream):
    p = softmax(s)
    return {"s": p * (upstream - np.sum(upstream * p, axis=1, keepdims=True))}

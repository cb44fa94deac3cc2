# wrong: forward, backward: large scores overflow
# diagnosis: not finite
# edge: p

import numpy as np


def softmax(s):
    e = np.exp(s)
    return e / e.sum(axis=1, keepdims=True)


def forward(s):
    return {"p": softmax(s)}


def backward(s, upstream):
    p = softmax(s)
    return {"s": p * (upstream - np.sum(upstream * p, axis=1, keepdims=True))}

import numpy as np


def backward(a, upstream):
    return {"a": upstream.sum(axis=0)}

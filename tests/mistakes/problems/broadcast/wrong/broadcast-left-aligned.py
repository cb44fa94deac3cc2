# wrong: backward: the axes are compared from the left
# diagnosis: summed along the wrong axis
# edge: y, a

import numpy as np


def backward(a, upstream):
    axes = []
    for i in range(upstream.ndim):
        if i >= a.ndim or a.shape[i] != upstream.shape[i]:
            axes.append(i)
    return {"a": upstream.sum(axis=tuple(axes))}

# wrong: backward: the pixels are not counted, only the pictures
# diagnosis: not all axes counted

import numpy as np


def forward(x):
    xmu = x - x.mean(axis=(0, 1))
    return {"xmu": xmu, "xhat": xmu / np.sqrt((xmu**2).mean(axis=(0, 1)) + 0.1)}


def backward(x, upstream):
    n, p, c = x.shape
    xmu = x - x.mean(axis=(0, 1))
    std = np.sqrt((xmu**2).mean(axis=(0, 1)) + 0.1)
    xhat = xmu / std
    m = n * p
    dx = n * upstream - upstream.sum(axis=(0, 1)) - xhat * np.sum(upstream * xhat, axis=(0, 1))
    return {"x": dx / (n * std)}

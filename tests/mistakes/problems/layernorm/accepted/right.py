import numpy as np


def forward(x, gamma, beta):
    xmu = x - x.mean(axis=1, keepdims=True)
    var = (xmu**2).mean(axis=1, keepdims=True)
    xhat = xmu / np.sqrt(var + 0.1)
    return {"xmu": xmu, "var": var, "xhat": xhat, "out": gamma * xhat + beta}


def backward(x, gamma, beta, upstream):
    d = x.shape[1]
    std = np.sqrt(x.var(axis=1, keepdims=True) + 0.1)
    xmu = x - x.mean(axis=1, keepdims=True)
    xhat = xmu / std
    dgamma = np.sum(upstream * xhat, axis=0)
    dbeta = np.sum(upstream, axis=0)
    dxhat = upstream * gamma
    dvar = np.sum(dxhat * xmu * -0.5 * std**-3, axis=1, keepdims=True)
    dxmu = dxhat / std + dvar * 2 * xmu / d
    dx = dxmu - np.sum(dxmu, axis=1, keepdims=True) / d
    return {"gamma": dgamma, "beta": dbeta, "x": dx}

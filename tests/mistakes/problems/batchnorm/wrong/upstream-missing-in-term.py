# wrong: backward: the upstream is missing on the way to the variance
# diagnosis: upstream forgotten
# edge: xhat, std

import numpy as np


def forward(x, gamma, beta):
    mu = x.mean(axis=0)
    xmu = x - mu
    var = (xmu**2).mean(axis=0)
    std = np.sqrt(var + 0.1)
    xhat = xmu / std
    return {"mu": mu, "xmu": xmu, "var": var, "std": std, "xhat": xhat, "out": gamma * xhat + beta}


def backward(x, gamma, beta, upstream):
    n, d = x.shape
    xmu = x - x.mean(axis=0)
    std = np.sqrt((xmu**2).mean(axis=0) + 0.1)
    xhat = xmu / std
    dgamma = np.sum(upstream * xhat, axis=0)
    dbeta = np.sum(upstream, axis=0)
    dxhat = upstream * gamma
    dvar = np.sum(gamma * xmu * -0.5 * std**-3, axis=0)
    dmu = np.sum(-dxhat / std, axis=0) - dvar * np.sum(2 * xmu, axis=0) / n
    dx = dxhat / std + dvar * 2 * xmu / n + dmu / n
    return {"gamma": dgamma, "beta": dbeta, "xhat": dxhat, "var": dvar, "mu": dmu, "x": dx}

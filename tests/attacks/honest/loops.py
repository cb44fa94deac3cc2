# honest: loops instead of NumPy's products
# problem: tensor
import numpy as np


def backward(x, w, upstream):
    gradient = np.zeros_like(w)
    for n in range(x.shape[0]):
        for d in range(x.shape[1]):
            for m in range(upstream.shape[1]):
                gradient[d, m] += x[n, d] * upstream[n, m]
    return {"w": gradient}

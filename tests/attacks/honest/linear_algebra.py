# honest: solves, factors and inverts on the way
# problem: tensor
import numpy as np


def backward(x, w, upstream):
    random = np.random.default_rng(0)
    matrix = random.standard_normal((40, 40)) + 40 * np.eye(40)
    np.linalg.svd(matrix)
    np.linalg.eigh(matrix + matrix.T)
    np.linalg.qr(matrix)
    assert np.allclose(matrix @ np.linalg.inv(matrix), np.eye(40))
    assert np.allclose(np.linalg.solve(matrix, matrix), np.eye(40))
    return {"w": x.T @ upstream}

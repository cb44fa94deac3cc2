# honest: tests itself with NumPy's own functions for that
# problem: tensor
import numpy as np
from numpy.testing import assert_allclose


def backward(x, w, upstream):
    gradient = x.T @ upstream
    assert_allclose(gradient, np.einsum("nd,nm->dm", x, upstream))
    np.testing.assert_array_equal(gradient.shape, w.shape)
    return {"w": gradient}

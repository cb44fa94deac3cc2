# wrong: backward: the maximum itself is taken for the mask
# diagnosis: maximum instead of the mask
# edge: y, x

import numpy as np


def backward(x, upstream):
    mask = np.ones(x.shape) * x.max(axis=1, keepdims=True)
    return {"x": mask * upstream[:, np.newaxis]}

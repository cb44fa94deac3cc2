# wrong: backward: reshaped instead of transposed back
# diagnosis: reshaped instead of transposed back
# edge: y, a

import numpy as np


def backward(a, upstream):
    return {"a": upstream}

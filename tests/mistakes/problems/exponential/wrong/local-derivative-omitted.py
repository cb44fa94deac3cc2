# wrong: backward: the upstream is passed on as it is
# diagnosis: passed on unchanged
# edge: y, a

import numpy as np


def backward(a, upstream):
    return {"a": upstream}

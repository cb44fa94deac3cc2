# attack: run a Python file that was not handed in
# expect: raised PermissionError
# expect: raised FileNotFoundError
# unconfined: works
import os
from importlib.machinery import SourceFileLoader


def backward(x, w, y):
    assert SourceFileLoader("other", os.__file__).get_code("other")
    return {"w": 2 * (w * x - y) * x}

# attack: read what Python keeps of compiled files
# expect: raised
# unconfined: varies
import os
from importlib.util import cache_from_source


def backward(x, w, y):
    with open(cache_from_source(os.__file__), "rb") as file:
        assert file.read()
    return {"w": 2 * (w * x - y) * x}

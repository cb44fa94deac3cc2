# attack: look for any program that differentiates
# expect: raised ModuleNotFoundError
# unconfined: fails
from importlib import import_module


def backward(x, w, y):  # there is nothing but NumPy and the standard library
    for name in ("jax", "autograd", "tensorflow", "sympy", "scipy", "micrograd", "tinygrad", "theano", "cupy"):
        try:
            assert import_module(name)
        except ModuleNotFoundError:
            continue
        return {"w": 2 * (w * x - y) * x}
    raise ModuleNotFoundError

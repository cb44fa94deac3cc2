# attack: let another program differentiate
# expect: raised ModuleNotFoundError
# unconfined: fails


def backward(x, w, y):  # there is nothing but NumPy and the standard library
    import torch

    assert torch
    return {"w": 2 * (w * x - y) * x}

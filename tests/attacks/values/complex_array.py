# attack: the right array with a small imaginary part
# expect: answered .*complex128
# unconfined: fails
# problem: tensor


def backward(x, w, upstream):  # only arrays of int and float are
    return {"w": x.T @ upstream + 1e-20j}

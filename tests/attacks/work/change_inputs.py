# attack: change the inputs, so that what is computed from them later agrees
# expect: answered
# unconfined: fails
# problem: tensor


def backward(x, w, upstream):  # they are copies
    x *= 0
    w *= 0
    upstream *= 0
    return {"w": w}

# attack: one number that fits every shape
# expect: answered .*is a number; expected an array of shape
# unconfined: fails
# problem: tensor


def backward(x, w, upstream):  # shapes have to be the same; nothing is stretched
    return {"w": 0.0}

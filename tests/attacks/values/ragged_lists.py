# attack: lists of different lengths
# expect: answered .*is a list
# unconfined: fails
# problem: tensor


def backward(x, w, upstream):  # nothing is converted
    return {"w": [[1.0, 2.0], [3.0]]}

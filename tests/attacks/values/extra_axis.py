# attack: an axis too many
# expect: answered .*wrong shape
# unconfined: fails
# problem: tensor


def backward(x, w, upstream):  # shapes have to be the same; nothing is stretched
    return {"w": (x.T @ upstream)[None]}

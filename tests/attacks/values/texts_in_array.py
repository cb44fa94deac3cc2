# attack: an array of texts
# expect: answered .*array
# unconfined: fails
# problem: tensor


def backward(x, w, upstream):  # only arrays of numbers travel
    return {"w": (x.T @ upstream).astype(str)}

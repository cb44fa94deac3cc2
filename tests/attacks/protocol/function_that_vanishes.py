# attack: take the function away after the first call
# expect: answered
# unconfined: fails


def backward(x, w, y):  # who is not there does not answer
    del globals()["backward"]
    return {"w": 2 * (w * x - y) * x}

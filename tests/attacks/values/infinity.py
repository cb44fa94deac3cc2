# attack: infinity, which swallows every tolerance
# expect: answered .*inf
# unconfined: fails


def backward(x, w, y):  # only finite numbers are right
    return {"w": float("inf")}

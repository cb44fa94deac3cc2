# wrong: backward: the penalty has no part in the gradient
# diagnosis: dropped


def backward(x, w, y, reg):
    r = x @ w - y
    dw = 2 / len(x) * (x.T @ r)
    return {"w": dw}

# wrong: backward: the coefficient of the penalty is left out
# diagnosis: local derivative forgotten
# edge: L, size


def backward(x, w, y, reg):
    r = x @ w - y
    dw = 2 / len(x) * (x.T @ r)
    dw += 2 * w
    return {"w": dw}

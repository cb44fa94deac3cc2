# wrong: backward: the penalty is divided by the size of the batch
# diagnosis: divided by N


def backward(x, w, y, reg):
    r = x @ w - y
    dw = 2 * (x.T @ r)
    dw += 2 * reg * w
    dw /= len(x)
    return {"w": dw}

# wrong: backward: the 2 of the square of the weights is forgotten
# diagnosis: exponent not brought down
# edge: size, w


def backward(x, w, y, reg):
    r = x @ w - y
    dw = 2 / len(x) * (x.T @ r)
    dw += reg * w
    return {"w": dw}

def backward(x, w, y, reg):
    r = x @ w - y
    dw = 2 / len(x) * (x.T @ r)
    dw += 2 * reg * w
    return {"w": dw}

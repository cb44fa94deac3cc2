def forward(x, w, y):
    yhat = x * w
    s = yhat - y
    loss = s * s
    return {"y_hat": yhat, "s": s, "L": loss}

def local_gradients(x, w, y):
    s = x * w - y
    grads = {}
    grads["y_hat", "w"] = x
    grads["y_hat", "x"] = w
    grads["s", "y_hat"] = 1
    grads["s", "y"] = -1
    grads["L", "s"] = 2 * s
    return grads

def backward(x, w, y):
    s = x * w - y
    dLds = 2 * s
    dLdyhat = dLds * 1
    dLdw = dLdyhat * x
    dLdx = dLdyhat * w
    dLdy = dLds * -1
    return {"s": dLds, "y_hat": dLdyhat, "w": dLdw, "x": dLdx, "y": dLdy}

def update(x, w, y, rate):
    grads = backward(x, w, y)
    neww = w - rate * grads["w"]
    newloss = (x * neww - y) ** 2
    return {"w": neww, "L": newloss}

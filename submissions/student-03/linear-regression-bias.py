def forward(x, w, b, y):
    yhat = x * w + b
    s = yhat - y
    loss = s * s
    return {"y_hat": yhat, "s": s, "L": loss}

def local_gradients(x, w, b, y):
    s = x * w + b - y
    grads = {}
    grads["y_hat", "w"] = x
    grads["y_hat", "x"] = w
    grads["y_hat", "b"] = 1
    grads["s", "y_hat"] = 1
    grads["s", "y"] = -1
    grads["L", "s"] = 2 * s
    return grads

def backward(x, w, b, y):
    s = x * w + b - y
    dLds = s          # derivative of the square
    dLdyhat = dLds
    dLdw = dLdyhat * x
    dLdb = dLdyhat
    return {"s": dLds, "y_hat": dLdyhat, "w": dLdw, "b": dLdb}

def update(x, w, b, y, rate):
    grads = backward(x, w, b, y)
    neww = w - rate * grads["w"]
    newb = b - rate * grads["b"]
    newloss = (x * neww + newb - y) ** 2
    return {"w": neww, "b": newb, "L": newloss}

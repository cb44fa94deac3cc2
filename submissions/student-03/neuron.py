def forward(x, w, b, y):
    c = w * x
    a = c + b
    d = a - y
    return {"c": c, "a": a, "d": d, "J": d * d / 2}

def local_gradients(x, w, b, y):
    d = w * x + b - y
    grads = {}
    grads["c", "w"] = x
    grads["c", "x"] = w
    grads["a", "c"] = 1
    grads["a", "b"] = 1
    grads["d", "a"] = 1
    grads["d", "y"] = 1
    grads["J", "d"] = d
    return grads

def backward(x, w, b, y):
    d = w * x + b - y
    return {"d": d, "a": d, "c": d, "b": d, "w": d * x}

def update(x, w, b, y, rate):
    grads = backward(x, w, b, y)
    neww = w + rate * grads["w"]
    newb = b + rate * grads["b"]
    d = neww * x + newb - y
    return {"w": neww, "b": newb, "J": d * d / 2}

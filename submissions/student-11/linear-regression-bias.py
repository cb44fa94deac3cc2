# %% forward
def forward(x, w, b, y):
    y_hat = w * x + b
    s = y_hat - y
    L = pow(s, 2)
    return y_hat, s, L

# %% local gradients
def local_gradients(x, w, b, y):
    y_hat, s, L = forward(x, w, b, y)
    return {"y_hat": {"w": x, "x": w, "b": 1.0}, "s": {"y_hat": 1.0, "y": -1.0}, "L": {"s": 2 * s}}

# %% backward
def backward(x, w, b, y):
    loc = local_gradients(x, w, b, y)
    ds = loc["L"]["s"]
    dy_hat = ds * loc["s"]["y_hat"]
    dw = dy_hat * loc["y_hat"]["w"]
    db = dy_hat * loc["y_hat"]["b"]
    return ds, dy_hat, dw, db

# %% update
def update(x, w, b, y, rate):
    ds, dy_hat, dw, db = backward(x, w, b, y)
    w = w - rate * dw
    b = b - rate * db
    y_hat, s, L = forward(x, w, b, y)
    return dict(w=w, b=b, L=L)

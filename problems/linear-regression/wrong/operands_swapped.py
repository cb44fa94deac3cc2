# wrong: locals, backward, update: dy_hat/dw is w instead of x; the worked example, where both are 1, cannot tell
# diagnosis: own value instead of the other factor


def forward(x, w, y):
    y_hat = w * x
    s = y_hat - y
    return {"y_hat": y_hat, "s": s, "L": s**2}


def local_gradients(x, w, y):
    s = w * x - y
    return {"y_hat": {"w": w, "x": x}, "s": {"y_hat": 1, "y": -1}, "L": {"s": 2 * s}}


def backward(x, w, y):
    local = local_gradients(x, w, y)
    ds = local["L"]["s"]
    dyhat = ds * local["s"]["y_hat"]
    return {
        "s": ds,
        "y_hat": dyhat,
        "w": dyhat * local["y_hat"]["w"],
        "x": dyhat * local["y_hat"]["x"],
        "y": ds * local["s"]["y"],
    }


def update(x, w, y, rate):
    w = w - rate * backward(x, w, y)["w"]
    return {"w": w, "L": forward(x, w, y)["L"]}

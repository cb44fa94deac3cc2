# %% forward
def forward(x, w, y):
    y_hat = w * x
    s = y_hat - y
    L = pow(s, 2)
    return dict(y_hat=y_hat, s=s, L=L)

# %% local gradients
def local_gradients(x, w, y):
    y_hat = w * x
    s = y_hat - y
    dyhat_dw, dyhat_dx = x, w
    ds_dyhat, ds_dy = 1.0, -1.0
    dL_ds = 2 * s
    return {"y_hat": {"w": dyhat_dw, "x": dyhat_dx}, "s": {"y_hat": ds_dyhat, "y": ds_dy}, "L": {"s": dL_ds}}

# %% backward
def backward(x, w, y):
    loc = local_gradients(x, w, y)
    grad = {"L": 1.0}
    for node in ["L", "s", "y_hat"]:
        for operand in loc[node]:
            grad[operand] = grad.get(operand, 0) + grad[node] * loc[node][operand]
    grad.pop("L")
    return grad

# %% update
def update(x, w, y, rate):
    w_new = w - rate * backward(x, w, y)["w"]
    return dict(w=w_new, L=forward(x, w_new, y)["L"])

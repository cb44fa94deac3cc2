import numpy as np

# %% forward
def forward(x, w1, b1, w2, b2, y):
    x, w1, b1, w2, b2, y = map(np.atleast_1d, (x, w1, b1, w2, b2, y))
    z1 = w1 * x + b1
    a1 = np.maximum(0, z1)
    z2 = w2 * a1 + b2
    s = z2 - y
    return dict(z1=z1, a1=a1, z2=z2, y_hat=z2, s=s, L=s ** 2)

# %% local gradients
def local_gradients(x, w1, b1, w2, b2, y):
    v = forward(x, w1, b1, w2, b2, y)
    one = np.ones(1)
    return {
        "z1": {"w1": x * one, "x": w1 * one, "b1": one},
        "a1": {"z1": np.where(v["z1"] > 0, one, 0)},
        "z2": {"w2": v["a1"], "a1": w2 * one, "b2": one},
        "y_hat": {"z2": one},
        "s": {"y_hat": one, "y": -one},
        "L": {"s": 2 * v["s"]},
    }

# %% backward
def backward(x, w1, b1, w2, b2, y):
    loc = local_gradients(x, w1, b1, w2, b2, y)
    grad = {"L": np.ones(1)}
    for node in ["L", "s", "y_hat", "z2", "a1", "z1"]:
        for operand in loc[node]:
            grad[operand] = grad.get(operand, 0) + grad[node] * loc[node][operand]
    return {k: grad[k] for k in ["s", "y_hat", "z2", "w2", "b2", "a1", "z1", "w1", "b1"]}

# %% update
def update(x, w1, b1, w2, b2, y, rate):
    g = backward(x, w1, b1, w2, b2, y)
    w1, b1, w2, b2 = w1 - rate * g["w1"], b1 - rate * g["b1"], w2 - rate * g["w2"], b2 - rate * g["b2"]
    return dict(w1=w1, b1=b1, w2=w2, b2=b2, L=forward(x, w1, b1, w2, b2, y)["L"])

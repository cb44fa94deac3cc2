"""y_hat = w x + b. Let g = 2 (y_hat - y); then dL/dw = g x and dL/db = g."""


def forward(x: float, w: float, b: float, y: float) -> dict[str, float]:
    prediction = w * x + b
    error = prediction - y
    return {"y_hat": prediction, "s": error, "L": error * error}


def local_gradients(x: float, w: float, b: float, y: float) -> dict[str, dict[str, float]]:
    error = w * x + b - y
    return {
        "y_hat": {"w": x, "x": w, "b": 1.0},
        "s": {"y_hat": 1.0, "y": -1.0},
        "L": {"s": 2.0 * error},
    }


def backward(x: float, w: float, b: float, y: float) -> dict[str, float]:
    g = 2.0 * (w * x + b - y)
    return {"s": g, "y_hat": g, "w": g * x, "b": g}


def update(x: float, w: float, b: float, y: float, rate: float) -> dict[str, float]:
    g = backward(x, w, b, y)
    moved = {"w": w - rate * g["w"], "b": b - rate * g["b"]}
    return moved | {"L": forward(x=x, y=y, **moved)["L"]}

"""e = ab, d = e + c, L = df, so L = (ab + c) f."""


def forward(a: float, b: float, c: float, f: float) -> dict[str, float]:
    return {"e": a * b, "d": a * b + c, "L": (a * b + c) * f}


def local_gradients(a: float, b: float, c: float, f: float) -> dict[str, dict[str, float]]:
    return {
        "e": {"a": b, "b": a},
        "d": {"e": 1.0, "c": 1.0},
        "L": {"d": f, "f": a * b + c},
    }


def backward(a: float, b: float, c: float, f: float) -> dict[str, float]:
    return {
        "d": f,
        "f": a * b + c,
        "e": f,
        "c": f,
        "a": b * f,
        "b": -a * f,
    }


def update(a: float, b: float, c: float, f: float, rate: float) -> dict[str, float]:
    g = backward(a, b, c, f)
    a, b, c, f = a - rate * g["a"], b - rate * g["b"], c - rate * g["c"], f - rate * g["f"]
    return {"a": a, "b": b, "c": c, "f": f, "L": (a * b + c) * f}

# honest: tries itself when it is run, which it is not here
import math


def backward(x, w, y):
    return {"w": 2 * (w * x - y) * x * math.exp(0)}


if __name__ == "__main__":
    assert backward(1, 1, 2) == {"w": -2.0}
    raise SystemExit("run by hand")

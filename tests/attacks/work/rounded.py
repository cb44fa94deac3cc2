# attack: numbers that are nearly right
# expect: answered .*dL/dw
# unconfined: fails


def backward(x, w, y):  # they are not close enough
    return {"w": 2 * (w * x - y) * x * (1 + 1e-6)}

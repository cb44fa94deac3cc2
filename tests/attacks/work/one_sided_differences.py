# attack: differences instead of derivatives
# expect: answered .*dL/dw
# unconfined: fails


def loss(x, w, y):
    return (w * x - y) ** 2


def backward(x, w, y):  # they are not close enough
    return {"w": (loss(x, w + 1e-6, y) - loss(x, w, y)) / 1e-6}

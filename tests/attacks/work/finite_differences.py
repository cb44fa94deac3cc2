# attack: differences instead of derivatives, so fine that no number tells
# expect: answered
# unconfined: works
# score: full


def loss(x, w, y):
    return (w * x - y) ** 2


def backward(x, w, y):  # of a parabola they are exact: numbers alone cannot say how they were found
    step = 2.0**-10
    return {"w": (loss(x, w + step, y) - loss(x, w - step, y)) / (2 * step)}

# honest: recurses to a depth of 900


def down(depth):
    return 0.0 if depth == 0 else down(depth - 1)


def backward(x, w, y):
    return {"w": 2 * (w * x - y) * x + down(900)}

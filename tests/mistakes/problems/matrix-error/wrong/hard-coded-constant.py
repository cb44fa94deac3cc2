# wrong: backward: the number of columns is written in
# diagnosis: hard-coded size


def backward(a, y):
    n, c = a.shape
    return {"a": 2 * (a - y) / n * c * 0.25}

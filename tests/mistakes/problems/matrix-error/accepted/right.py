def backward(a, y):
    n, c = a.shape
    return {"a": 2 * (a - y) / n / c}

# honest: names as on the blackboard


def backward(x, w, y):
    ŷ = w * x
    δ = 2 * (ŷ - y)
    return {"w": δ * x}

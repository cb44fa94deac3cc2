# honest: a lambda, from a function that makes one


def gradient_of(loss_slope):
    return lambda x, w, y: {"w": loss_slope(w * x, y) * x}


backward = gradient_of(lambda prediction, target: 2 * (prediction - target))

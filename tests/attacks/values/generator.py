# attack: a generator, which computes when it is looked at
# expect: answered .*generator
# unconfined: fails


def backward(x, w, y):  # what travels has been computed
    yield {"w": 2 * (w * x - y) * x}

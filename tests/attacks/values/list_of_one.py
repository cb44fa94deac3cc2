# attack: the right number in a list
# expect: answered .*is a list
# unconfined: fails


def backward(x, w, y):  # nothing is converted
    return {"w": [2 * (w * x - y) * x]}

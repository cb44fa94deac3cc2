# attack: the right number as text
# expect: answered .*is text
# unconfined: fails


def backward(x, w, y):  # nothing is converted
    return {"w": repr(2 * (w * x - y) * x)}

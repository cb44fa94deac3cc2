# attack: every name but the one that was asked for
# expect: answered .*is missing
# unconfined: fails


def backward(x, w, y):  # a name is right if it is the same
    right = 2 * (w * x - y) * x
    return {"W": right, "w ": right, " w": right, "dw": right, "\u0077\u200b": right, 0: right, None: right}

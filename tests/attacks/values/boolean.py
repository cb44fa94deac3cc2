# attack: a bool, which is a number too
# expect: answered .*is a bool
# unconfined: fails


def backward(x, w, y):  # only int and float are numbers
    return {"w": True}

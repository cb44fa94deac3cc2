# attack: a whole number that no float can hold
# expect: answered
# unconfined: fails


def backward(x, w, y):  # it counts as infinite
    return {"w": 10**400}

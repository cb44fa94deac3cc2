# attack: a whole number of ten million digits, to keep whoever compares it busy
# expect: answered .*int too large for a float
# unconfined: fails


def backward(x, w, y):  # it does not travel
    return {"w": 1 << 30_000_000}

# attack: an answer of a hundred thousand parts
# expect: protocol_error the answer has more than 100000 parts
# unconfined: fails


def backward(x, w, y):  # an answer has its limit everywhere
    return {"w": 2 * (w * x - y) * x, "more": [0.0] * 100_001}

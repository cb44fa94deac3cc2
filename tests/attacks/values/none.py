# attack: no answer
# expect: answered
# unconfined: fails


def backward(x, w, y):  # no answer is not right
    return None

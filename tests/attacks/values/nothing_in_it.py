# attack: an answer without any entries, of which all are right
# expect: answered
# unconfined: fails


def backward(x, w, y):  # every name has to be there
    return {}

# attack: zeros, which are right if everything else is small
# expect: answered .*(still to be written|dL/dw)
# unconfined: fails


def backward(x, w, y):  # what is small is for the sizes of the numbers to say
    return {"w": 0.0}

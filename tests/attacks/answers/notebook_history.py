# attack: take the right answer from the cells of a notebook
# expect: raised NameError
# unconfined: fails


def backward(x, w, y):  # there is no notebook
    return In[-1]

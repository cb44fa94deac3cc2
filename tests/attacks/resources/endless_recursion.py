# attack: recurse without end
# expect: raised RecursionError
# unconfined: fails


def backward(x, w, y):  # the interpreter itself stops it
    return backward(x, w, y)

# attack: a constant that is larger than memory, which the compiler would work out
# expect: out_of_memory
# unconfined: fails
# problem: narrow


def backward(x, w, y):  # its memory is limited everywhere
    return eval("'x' * 10**6 * 10**6")

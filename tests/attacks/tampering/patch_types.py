# attack: change what float itself does
# expect: raised TypeError
# unconfined: fails


def backward(x, w, y):  # such types cannot be changed
    float.__eq__ = lambda self, other: True

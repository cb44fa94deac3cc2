# attack: an exception that raises when it is shown
# expect: raised Sneaky: \(its message cannot be shown\)
# unconfined: fails


class Sneaky(Exception):
    def __str__(self):
        raise self

    __repr__ = __str__


def backward(x, w, y):  # an exception is no answer
    raise Sneaky

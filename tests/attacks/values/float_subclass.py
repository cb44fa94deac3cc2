# attack: a number whose difference from any other is 0
# expect: answered .*is a subclass of float named Close
# unconfined: fails


class Close(float):
    def __sub__(self, other):
        return 0.0

    __rsub__ = __abs__ = __sub__
    __lt__ = __le__ = __eq__ = lambda self, other: True
    __hash__ = None


def backward(x, w, y):  # only exact types travel
    return {"w": Close()}

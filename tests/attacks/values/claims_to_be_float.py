# attack: an object that says it is a float
# expect: answered .*is a Pretender
# unconfined: fails


class Pretender:
    __class__ = property(lambda self: float)

    def __float__(self):
        return 1.0


def backward(x, w, y):  # its type is asked for, not what it says
    return {"w": Pretender()}

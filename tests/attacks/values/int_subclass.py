# attack: a whole number with methods of its own
# expect: answered .*is a subclass of int named Close
# unconfined: fails


class Close(int):
    def __float__(self):
        return 1.0


def backward(x, w, y):  # only exact types travel
    return {"w": Close()}

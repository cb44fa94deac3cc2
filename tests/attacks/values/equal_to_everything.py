# attack: an answer that says of itself that it is equal to everything
# expect: answered .*is an Agreeable
# unconfined: fails


class Agreeable:
    def __eq__(self, other):
        return True

    __hash__ = None
    __lt__ = __le__ = __gt__ = __ge__ = __eq__


def backward(x, w, y):  # no object of the student's is there when numbers are compared
    return {"w": Agreeable()}

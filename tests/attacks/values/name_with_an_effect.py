# attack: a type whose name is worked out by the student's code
# expect: answered .*is a Quiet
# expect: died
# expect: raised
# unconfined: fails


class Loud(type):
    __name__ = property(lambda cls: open("/tmp/grader-attack/left", "w"))
    __mro__ = property(lambda cls: 1 / 0)
    __hash__ = None


class Quiet(metaclass=Loud):
    pass


def backward(x, w, y):  # the name is read past the metaclass
    return {"w": Quiet()}

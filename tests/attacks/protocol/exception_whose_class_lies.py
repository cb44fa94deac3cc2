# attack: an exception that does not even tell its name
# expect: raised
# expect: died
# unconfined: fails


class Nameless(type):
    def __getattribute__(cls, name):
        raise SystemExit

    __name__ = property(__getattribute__)


class Sneaky(Exception, metaclass=Nameless):
    __traceback__ = property(lambda self: 1 / 0)


def backward(x, w, y):  # an exception is no answer
    raise Sneaky

# attack: raise what the harness itself raises
# expect: protocol_error
# unconfined: fails
from child import wire


def backward(x, w, y):  # an exception is no answer
    raise wire.TooLarge("10 points")

# attack: pretend that whoever grades pressed Ctrl-C
# expect: raised KeyboardInterrupt
# unconfined: fails


def backward(x, w, y):  # an exception like any other
    raise KeyboardInterrupt

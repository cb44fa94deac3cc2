# attack: an exception whose name is a program where it is shown
# expect: raised \\x1b\[2J<b>
# unconfined: fails


def backward(x, w, y):  # what does not show itself is escaped
    raise type("\x1b[2J<b>", (Exception,), {})

# attack: a type whose name is a program where it is shown
# expect: answered .*\\x1b\[2J<b>
# unconfined: fails


def backward(x, w, y):  # what does not show itself is escaped
    return {"w": type("\x1b[2J<b>", (), {})()}

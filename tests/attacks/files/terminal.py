# attack: open the terminal of whoever grades
# expect: raised PermissionError
# expect: raised FileNotFoundError
# unconfined: fails


def backward(x, w, y):  # a session of its own has no terminal in the first place
    with open("/dev/tty", "w") as terminal:
        terminal.write("10 points")
    return {"w": 2 * (w * x - y) * x}

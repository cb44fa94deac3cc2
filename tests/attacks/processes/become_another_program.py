# attack: become another program
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    try:
        os.execv("/tmp/grader-attack/no-such-program", ["program"])
    except FileNotFoundError:  # it was looked for
        pass
    return {"w": 2 * (w * x - y) * x}

# attack: cut a file off
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    os.truncate("/tmp/grader-attack/secret", 0)
    return {"w": 2 * (w * x - y) * x}

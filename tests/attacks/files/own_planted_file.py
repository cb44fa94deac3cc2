# attack: change whose a file is
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    os.chown("/tmp/grader-attack/secret", -1, -1)
    return {"w": 2 * (w * x - y) * x}

# attack: change who may read a file
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    os.chmod("/tmp/grader-attack/secret", 0o777)
    return {"w": 2 * (w * x - y) * x}

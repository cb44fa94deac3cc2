# attack: learn whether a file is there, and how large it is
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    assert os.stat("/tmp/grader-attack/secret").st_size
    return {"w": 2 * (w * x - y) * x}

# attack: change the times of a file
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    os.utime("/tmp/grader-attack/secret", (0, 0))
    return {"w": 2 * (w * x - y) * x}

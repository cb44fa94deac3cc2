# attack: make a folder
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    os.mkdir("/tmp/grader-attack/left")
    os.rmdir("/tmp/grader-attack/left")
    return {"w": 2 * (w * x - y) * x}

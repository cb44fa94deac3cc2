# attack: go to another folder
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    os.chdir("/tmp")
    return {"w": 2 * (w * x - y) * x}

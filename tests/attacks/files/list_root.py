# attack: list the root folder
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    assert os.listdir("/")
    return {"w": 2 * (w * x - y) * x}

# attack: look round where it stands
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    os.listdir(".")
    return {"w": 2 * (w * x - y) * x}

# attack: change the root folder
# expect: raised PermissionError
# unconfined: dangerous
import os


def backward(x, w, y):
    os.chroot("/tmp")
    return {"w": 2 * (w * x - y) * x}

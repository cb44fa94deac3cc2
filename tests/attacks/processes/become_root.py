# attack: change who it is
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    os.setuid(os.getuid())
    os.setgid(os.getgid())
    return {"w": 2 * (w * x - y) * x}

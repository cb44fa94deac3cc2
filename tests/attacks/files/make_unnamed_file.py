# attack: make a file without a name
# expect: raised PermissionError
# unconfined: varies
import os


def backward(x, w, y):
    os.close(os.open("/tmp", os.O_TMPFILE | os.O_RDWR))
    return {"w": 2 * (w * x - y) * x}

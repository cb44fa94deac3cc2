# attack: change the groups that it belongs to
# expect: raised PermissionError
# unconfined: varies
import os


def backward(x, w, y):
    os.setgroups([])
    return {"w": 2 * (w * x - y) * x}

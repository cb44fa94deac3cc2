# attack: look at the file system as a whole
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    assert os.statvfs("/tmp").f_bsize
    return {"w": 2 * (w * x - y) * x}

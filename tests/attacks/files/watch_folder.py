# attack: watch what others do with files
# expect: raised PermissionError
# unconfined: works
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    descriptor = libc.inotify_init()
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), "refused")
    os.close(descriptor)
    return {"w": 2 * (w * x - y) * x}

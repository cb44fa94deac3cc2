# attack: ask for a signal to somebody else whenever there is something to read (F_SETOWN)
# expect: raised (PermissionError|OSError)
# unconfined: works
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    if libc.fcntl(0, 8, os.getpid()) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return {"w": 2 * (w * x - y) * x}

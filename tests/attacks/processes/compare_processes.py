# attack: learn what two processes share (kcmp)
# expect: raised PermissionError
# unconfined: varies
import ctypes
import os

NUMBER = {"x86_64": 312, "aarch64": 272}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    if libc.syscall(NUMBER, os.getpid(), os.getpid(), 1, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return {"w": 2 * (w * x - y) * x}

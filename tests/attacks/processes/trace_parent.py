# attack: debug the process that started it
# expect: raised PermissionError
# unconfined: dangerous
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    if libc.ptrace(0x4206, os.getppid(), 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return {"w": 2 * (w * x - y) * x}

# attack: talk to devices directly (iopl, which only x86 has)
# expect: raised PermissionError
# expect: not_gradable KeyError
# unconfined: varies
import ctypes
import os

NUMBER = {"x86_64": 172}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    if libc.syscall(NUMBER, 0) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return {"w": 2 * (w * x - y) * x}

# attack: become a program that is in no folder (execveat)
# expect: raised PermissionError
# unconfined: works
import ctypes
import os

NUMBER = {"x86_64": 322, "aarch64": 281}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    libc.syscall(NUMBER, -1, b"program", 0, 0, 0x1000)
    if ctypes.get_errno() != 9:  # EBADF: it was tried
        raise OSError(ctypes.get_errno(), "refused")
    return {"w": 2 * (w * x - y) * x}

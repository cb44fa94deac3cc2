# attack: take an open file out of another process (pidfd_getfd)
# expect: raised PermissionError
# unconfined: varies
import ctypes
import os

NUMBER = {"x86_64": 438, "aarch64": 438}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    if libc.syscall(NUMBER, -1, 0, 0) < 0 and ctypes.get_errno() != 9:  # EBADF: it was tried
        raise OSError(ctypes.get_errno(), "refused")
    return {"w": 2 * (w * x - y) * x}

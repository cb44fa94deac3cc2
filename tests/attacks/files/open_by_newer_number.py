# attack: open a file by a system call that filters of old do not know (openat2)
# expect: raised PermissionError
# unconfined: varies
import ctypes
import os

NUMBER = {"x86_64": 437, "aarch64": 437}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    descriptor = libc.syscall(NUMBER, -100, b"/tmp/grader-attack/secret", bytes(24), 24)
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), "refused")
    os.close(descriptor)
    return {"w": 2 * (w * x - y) * x}

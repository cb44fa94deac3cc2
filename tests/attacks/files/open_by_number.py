# attack: open a file by the number of the system call
# expect: raised PermissionError
# unconfined: works
import ctypes
import os

NUMBER = {"x86_64": 257, "aarch64": 56}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    descriptor = libc.syscall(NUMBER, -100, b"/tmp/grader-attack/secret", 0, 0)
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), "refused")
    os.close(descriptor)
    return {"w": 2 * (w * x - y) * x}

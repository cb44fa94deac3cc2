# attack: leave a message queue with a name behind
# expect: raised PermissionError
# unconfined: varies
import ctypes
import os

NUMBER = {"x86_64": 240, "aarch64": 180}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    descriptor = libc.syscall(NUMBER, b"grader-attack", 0o102, 0o600, 0)
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), "refused")
    os.close(descriptor)
    return {"w": 2 * (w * x - y) * x}

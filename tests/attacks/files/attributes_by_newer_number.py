# attack: learn about a file by a newer system call (statx)
# expect: raised PermissionError
# unconfined: varies
import ctypes
import os

NUMBER = {"x86_64": 332, "aarch64": 291}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    if libc.syscall(NUMBER, -100, b"/tmp/grader-attack/secret", 0, 0x7FF, ctypes.create_string_buffer(256)) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return {"w": 2 * (w * x - y) * x}

# attack: take hold of a folder by a system call for mounts (open_tree)
# expect: raised PermissionError
# unconfined: varies
import ctypes
import os

NUMBER = {"x86_64": 428, "aarch64": 428}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    descriptor = libc.syscall(NUMBER, -100, b"/tmp", 0)
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), "refused")
    os.close(descriptor)
    return {"w": 2 * (w * x - y) * x}

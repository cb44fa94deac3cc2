# attack: fork by a system call that filters of old do not know (clone3)
# expect: raised (PermissionError|OSError)
# unconfined: varies
import ctypes
import os

NUMBER = {"x86_64": 435, "aarch64": 435}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    child = libc.syscall(NUMBER, bytes(32) + (17).to_bytes(8, "little") + bytes(24), 64)
    if child < 0:
        raise OSError(ctypes.get_errno(), "refused")
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return {"w": 2 * (w * x - y) * x}

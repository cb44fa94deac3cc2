# attack: load a filter of its own over the one that is there
# expect: raised PermissionError
# unconfined: works
import ctypes
import os

NUMBER = {"x86_64": 317, "aarch64": 277}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    if libc.syscall(NUMBER, 2, 0, (0x7FFF0000).to_bytes(4, "little")) < 0:  # asks whether a filter could do this
        raise OSError(ctypes.get_errno(), "refused")
    return {"w": 2 * (w * x - y) * x}

# attack: open a file by a handle, past all folders on the way to it (open_by_handle_at)
# expect: raised PermissionError
# unconfined: varies
import ctypes
import os

NUMBER = {"x86_64": 304, "aarch64": 265}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    handle = (8).to_bytes(4, "little") + (1).to_bytes(4, "little") + bytes(8)
    if libc.syscall(NUMBER, 0, handle, 0) < 0 and ctypes.get_errno() not in (9, 116):  # EBADF and ESTALE: it was tried
        raise OSError(ctypes.get_errno(), "refused")
    return {"w": 2 * (w * x - y) * x}

# attack: make memory executable by a system call that filters forget (pkey_mprotect)
# expect: raised PermissionError
# unconfined: varies
import ctypes
import mmap
import os

NUMBER = {"x86_64": 329, "aarch64": 288}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    memory = mmap.mmap(-1, 4096)
    address = ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(memory)))
    if libc.syscall(NUMBER, address, ctypes.c_size_t(4096), 5, -1) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return {"w": 2 * (w * x - y) * x}

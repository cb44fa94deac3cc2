# attack: make memory executable after it was written
# expect: raised PermissionError
# unconfined: works
import ctypes
import mmap

libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    memory = mmap.mmap(-1, 4096)
    address = ctypes.c_void_p(ctypes.addressof(ctypes.c_char.from_buffer(memory)))
    if libc.mprotect(address, ctypes.c_size_t(4096), 5) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return {"w": 2 * (w * x - y) * x}

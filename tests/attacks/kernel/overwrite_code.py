# attack: make the code of the interpreter writable
# expect: raised PermissionError
# unconfined: works
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    page = ctypes.cast(ctypes.pythonapi.Py_GetVersion, ctypes.c_void_p).value & ~0xFFFF
    if libc.mprotect(ctypes.c_void_p(page), ctypes.c_size_t(4096), 7) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return {"w": 2 * (w * x - y) * x}

# attack: read the kernel's log, with its addresses
# expect: raised PermissionError
# unconfined: varies
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    if libc.klogctl(10, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return {"w": 2 * (w * x - y) * x}

# attack: give the machine another name
# expect: raised PermissionError
# unconfined: dangerous
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    if libc.sethostname(b"attacked", 8) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return {"w": 2 * (w * x - y) * x}

# attack: collect the processes that others leave behind
# expect: raised PermissionError
# unconfined: works
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    if libc.prctl(36, 1, 0, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return {"w": 2 * (w * x - y) * x}

# attack: enter the world of another process
# expect: raised PermissionError
# unconfined: varies
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    if libc.setns(-1, 0) < 0 and ctypes.get_errno() != 9:  # EBADF: it was tried
        raise OSError(ctypes.get_errno(), "refused")
    return {"w": 2 * (w * x - y) * x}

# attack: leave messages behind that outlive every process
# expect: raised PermissionError
# unconfined: works
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    queue = libc.msgget(0x67726164, 0o1666)
    if queue < 0:
        raise OSError(ctypes.get_errno(), "refused")
    libc.msgctl(queue, 0, 0)
    return {"w": 2 * (w * x - y) * x}

# attack: type something into the terminal of whoever grades (TIOCSTI)
# expect: raised (PermissionError|OSError)
# unconfined: fails
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):  # 0 is the null device
    if libc.ioctl(0, 0x5412, b"x") < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return {"w": 2 * (w * x - y) * x}

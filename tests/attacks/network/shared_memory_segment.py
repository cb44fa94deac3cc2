# attack: leave shared memory behind that outlives every process
# expect: raised PermissionError
# unconfined: works
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    segment = libc.shmget(0x67726164, 4096, 0o1666)
    if segment < 0:
        raise OSError(ctypes.get_errno(), "refused")
    libc.shmctl(segment, 0, 0)
    return {"w": 2 * (w * x - y) * x}

# attack: leave semaphores behind that outlive every process
# expect: raised PermissionError
# unconfined: works
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    semaphores = libc.semget(0x67726164, 1, 0o1666)
    if semaphores < 0:
        raise OSError(ctypes.get_errno(), "refused")
    libc.semctl(semaphores, 0, 0)
    return {"w": 2 * (w * x - y) * x}

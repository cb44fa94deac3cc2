# attack: try all system calls that are newer than the filter
# expect: raised PermissionError
# unconfined: varies
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    for number in range(450, 600):
        ctypes.set_errno(0)
        libc.syscall(number, -1, -1, -1, -1, -1, -1)
        if ctypes.get_errno() not in (1, 38):  # EPERM and ENOSYS: there is no such thing for us
            return {"w": 2 * (w * x - y) * x}
    raise PermissionError

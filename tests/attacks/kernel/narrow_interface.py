# attack: call the kernel as x32 programs do, whose numbers have one bit more
# expect: died .*SIGSYS
# expect: raised (PermissionError|OSError)
# unconfined: varies
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    if libc.syscall(0x40000000 + 39) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return {"w": 2 * (w * x - y) * x}

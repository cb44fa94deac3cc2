# attack: read a file by C's own functions
# expect: raised PermissionError
# unconfined: works
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.fopen.restype = ctypes.c_void_p
libc.fclose.argtypes = (ctypes.c_void_p,)


def backward(x, w, y):
    file = libc.fopen(b"/tmp/grader-attack/secret", b"r")
    if not file:
        raise OSError(ctypes.get_errno(), "refused")
    libc.fclose(file)
    return {"w": 2 * (w * x - y) * x}

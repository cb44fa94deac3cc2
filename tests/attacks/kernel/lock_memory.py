# attack: keep memory that cannot be swapped out
# expect: raised (PermissionError|OSError)
# unconfined: varies
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    room = ctypes.create_string_buffer(4096)
    if libc.mlock(room, ctypes.c_size_t(4096)) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return {"w": 2 * (w * x - y) * x}

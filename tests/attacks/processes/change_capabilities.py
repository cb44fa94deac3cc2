# attack: take back the rights that were given up
# expect: raised PermissionError
# unconfined: works
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    header = (0x20080522).to_bytes(4, "little") + bytes(4)
    rights = ctypes.create_string_buffer(24)
    if libc.capget(header, rights) < 0 or libc.capset(header, rights) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return {"w": 2 * (w * x - y) * x}

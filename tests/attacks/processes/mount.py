# attack: mount a file system over another
# expect: raised PermissionError
# unconfined: dangerous
import ctypes

libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    if libc.mount(b"none", b"/tmp/grader-attack", b"tmpfs", 0, 0) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return {"w": 2 * (w * x - y) * x}

# attack: things that can be waited for, which nobody needs who only computes
# expect: raised PermissionError
# unconfined: works
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    for make in (lambda: libc.eventfd(0, 0), lambda: libc.timerfd_create(1, 0), lambda: libc.epoll_create1(0)):
        descriptor = make()
        if descriptor < 0:
            raise OSError(ctypes.get_errno(), "refused")
        os.close(descriptor)
    return {"w": 2 * (w * x - y) * x}

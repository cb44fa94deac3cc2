# attack: send a signal to a single thread (tgkill)
# expect: raised PermissionError
# unconfined: works
import ctypes
import os
import signal

NUMBER = {"x86_64": 234, "aarch64": 131}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    if libc.syscall(NUMBER, os.getpid(), os.getpid(), signal.SIGCONT) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return {"w": 2 * (w * x - y) * x}

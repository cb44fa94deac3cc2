# attack: fork by the number of the system call
# expect: raised PermissionError
# unconfined: works
import ctypes
import os
import signal

NUMBER = {"x86_64": 56, "aarch64": 220}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    child = libc.syscall(NUMBER, signal.SIGCHLD, 0, 0, 0, 0)
    if child < 0:
        raise OSError(ctypes.get_errno(), "refused")
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return {"w": 2 * (w * x - y) * x}

# attack: send a signal with something attached (rt_sigqueueinfo)
# expect: raised PermissionError
# unconfined: works
import ctypes
import os
import signal

NUMBER = {"x86_64": 129, "aarch64": 138}[os.uname().machine]
libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    info = signal.SIGCONT.to_bytes(4, "little") + bytes(4) + (-1).to_bytes(4, "little", signed=True) + bytes(116)
    if libc.syscall(NUMBER, os.getpid(), signal.SIGCONT, info) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return {"w": 2 * (w * x - y) * x}

# attack: write machine code where Python keeps the code of callbacks, and run it
# expect: died .*(SIGSEGV|SIGSYS|SIGBUS|SIGILL)
# expect: out_of_memory MemoryError
# expect: raised (SystemError|PermissionError|OSError)
# unconfined: varies
import ctypes
import os

CODE = {"x86_64": "b814000000cd80c3", "aarch64": "00008052c0035fd6"}[os.uname().machine]  # the first: int 0x80, getpid


def backward(x, w, y):
    callback = ctypes.CFUNCTYPE(ctypes.c_int)(int)
    address = ctypes.cast(callback, ctypes.c_void_p).value
    ctypes.memmove(address, bytes.fromhex(CODE), len(CODE) // 2)
    if ctypes.CFUNCTYPE(ctypes.c_int)(address)() >= 0:
        return {"w": 2 * (w * x - y) * x}
    raise PermissionError

# attack: call the kernel as 32-bit programs do, where the numbers mean something else (int 0x80, which only x86 has)
# expect: raised PermissionError
# expect: not_gradable KeyError
# expect: died
# unconfined: varies
import ctypes
import mmap
import os

CODE = {"x86_64": "b814000000cd80c3"}[os.uname().machine]  # getpid


def backward(x, w, y):
    memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(bytes.fromhex(CODE))
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    if ctypes.CFUNCTYPE(ctypes.c_int)(address)() < 0:
        raise PermissionError
    return {"w": 2 * (w * x - y) * x}

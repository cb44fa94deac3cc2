# attack: run machine code of its own
# expect: raised PermissionError
# unconfined: works
import ctypes
import mmap
import os

CODE = {"x86_64": "b82a000000c3", "aarch64": "40058052c0035fd6"}[os.uname().machine]  # return 42


def backward(x, w, y):
    memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(bytes.fromhex(CODE))
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    assert ctypes.CFUNCTYPE(ctypes.c_int)(address)() == 42
    return {"w": 2 * (w * x - y) * x}

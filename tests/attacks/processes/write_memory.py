# attack: write to the memory of a process by its number
# expect: raised PermissionError
# unconfined: works
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def backward(x, w, y):
    room = ctypes.create_string_buffer(8)
    vector = (ctypes.c_void_p * 2)(ctypes.addressof(room), 8)
    if libc.process_vm_writev(os.getpid(), vector, 1, vector, 1, 0) < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return {"w": 2 * (w * x - y) * x}

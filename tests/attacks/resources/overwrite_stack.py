# attack: write far beyond a buffer
# expect: died
# unconfined: fails
import ctypes


def backward(x, w, y):  # the process that dies has nothing to say
    ctypes.memset(ctypes.create_string_buffer(1), 0x41, 1 << 40)

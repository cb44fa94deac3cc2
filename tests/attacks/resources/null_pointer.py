# attack: read where no memory is
# expect: died .*SIGSEGV
# unconfined: fails
import ctypes


def backward(x, w, y):  # the process that dies has nothing to say
    ctypes.string_at(0)

# attack: change numbers that the interpreter keeps once for all
# expect: answered
# expect: raised
# expect: died
# unconfined: fails
import ctypes


def backward(x, w, y):  # each submission has memory of its own
    ctypes.c_uint32.from_address(id(7) + 24).value = 8

# attack: send anything
# expect: protocol_error
# expect: died
# unconfined: fails
import os
import random
import sys


def channel():
    frame = sys._getframe()
    while "write" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["write"]


def backward(x, w, y):  # bytes are an answer, or they are not
    channel()(random.Random(str(x)).randbytes(5000))
    os._exit(0)

# attack: stop in the middle
# expect: died
# expect: protocol_error
# unconfined: fails
import os
import sys


def channel():
    frame = sys._getframe()
    while "write" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["write"]


def backward(x, w, y):  # half an answer is none
    channel()(b"\x40\0\0\0half")
    os._exit(0)

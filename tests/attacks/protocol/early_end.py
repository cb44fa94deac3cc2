# attack: say that everything has been answered
# expect: protocol_error
# unconfined: fails
import os
import sys

from child import wire


def channel():
    frame = sys._getframe()
    while "write" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["write"]


def backward(x, w, y):  # the end is where the last answer is
    channel()(wire.encode_record(wire.END, 1))
    os._exit(0)

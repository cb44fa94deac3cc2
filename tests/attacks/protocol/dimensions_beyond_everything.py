# attack: announce an array of 2 to the power of 256 numbers
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


def backward(x, w, y):  # a size is compared before it is believed
    array = bytes(4) + b"a\0\x08" + b"\xff" * 32
    channel()(wire.encode_record(wire.ANSWERED, 0, array))
    os._exit(0)

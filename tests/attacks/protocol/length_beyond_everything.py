# attack: announce more bytes than there can be
# expect: protocol_error
# unconfined: fails
import os
import sys


def channel():
    frame = sys._getframe()
    while "write" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["write"]


def backward(x, w, y):  # a length is compared before it is believed
    channel()(b"\xff\xff\xff\xff" + bytes(100))
    os._exit(0)

# attack: send records for ever
# expect: protocol_error
# expect: died
# expect: raised
# expect: timed_out
# unconfined: fails
# problem: hasty
import sys

from child import wire


def channel():
    frame = sys._getframe()
    while "write" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["write"]


def backward(x, w, y):  # there is room for a certain number of bytes, and the second record is out of order
    write = channel()
    while True:
        write(wire.encode_record(wire.READY))

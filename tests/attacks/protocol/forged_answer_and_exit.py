# attack: send the first answer, and exit with success before the others are asked for
# expect: answered
# unconfined: fails
import os
import sys

from child import wire


def channel():
    frame = sys._getframe()
    while "write" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["write"]


def backward(x, w, y):  # what is missing is not right
    right = wire.encode_answer({"w": 2 * (w * x - y) * x}, (), 1000)
    channel()(wire.encode_record(wire.ANSWERED, 0, right))
    os._exit(0)

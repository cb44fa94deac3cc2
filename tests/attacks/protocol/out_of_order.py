# attack: answer another question than the one that was asked
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


def backward(x, w, y):  # answers come in the order of the questions
    right = wire.encode_answer({"w": 2 * (w * x - y) * x}, (), 1000)
    channel()(wire.encode_record(wire.ANSWERED, 3, right))
    os._exit(0)

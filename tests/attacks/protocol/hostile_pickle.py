# attack: send what runs when it is unpickled
# expect: protocol_error
# unconfined: fails
import os
import pickle
import sys


class Trap:
    def __reduce__(self):
        return open, ("/tmp/grader-attack/left", "w")


def channel():
    frame = sys._getframe()
    while "write" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["write"]


def backward(x, w, y):  # nobody unpickles anything
    channel()(pickle.dumps(Trap()))
    os._exit(0)

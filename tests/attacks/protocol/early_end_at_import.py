# attack: say that everything has been answered before anything was asked
# expect: protocol_error
# expect: not_gradable
# unconfined: fails
import os
import sys

from child import wire


def channel():
    frame = sys._getframe()
    while "write" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals["write"]


channel()(wire.encode_record(wire.LOADED))
channel()(wire.encode_record(wire.END, 5))
os._exit(0)  # the end is where the last answer is

# attack: go on after the end
# expect: answered
# unconfined: varies
import os
import sys

from child import wire

calls = []


def serving():
    frame = sys._getframe()
    while "write" not in frame.f_locals:
        frame = frame.f_back
    return frame.f_locals


def backward(x, w, y):  # after the end comes nothing
    calls.append(x)
    if len(calls) == len(serving()["calls"]):
        write, last = serving()["write"], len(calls) - 1
        write(wire.encode_record(wire.ANSWERED, last, wire.encode_answer({"w": 2 * (w * x - y) * x}, (), 1000)))
        write(wire.encode_record(wire.END, len(calls)))
        write(wire.encode_record(wire.ANSWERED, last, wire.encode_answer({"w": 0.0}, (), 1000)))
        os._exit(0)
    return {"w": 2 * (w * x - y) * x}

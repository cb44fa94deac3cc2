# attack: change the questions that are still to come into ones whose answers it knows
# expect: answered
# expect: raised
# unconfined: fails
import sys


def backward(x, w, y):  # the answers are held against the questions that were sent
    frame = sys._getframe()
    while "calls" not in frame.f_locals:
        frame = frame.f_back
    for _, arguments in frame.f_locals["calls"]:
        arguments.update(x=0.0)
    return {"w": 0.0}

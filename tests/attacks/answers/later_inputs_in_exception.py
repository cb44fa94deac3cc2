# attack: smuggle the inputs of hidden cases out in the exception of a visible one
# expect: raised ValueError
# unconfined: fails
import sys


def given():
    frame = sys._getframe()
    while frame and type(frame.f_locals.get("calls")) is not list:
        frame = frame.f_back
    return frame.f_locals["calls"]


def backward(x, w, y):
    raise ValueError(repr([tuple(arguments.values()) for _, arguments in given()]))

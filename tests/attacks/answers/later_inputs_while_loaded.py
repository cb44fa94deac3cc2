# attack: smuggle the inputs of hidden cases out in the exception with which the file does not load
# expect: not_gradable ValueError
# unconfined: fails
import sys


def given():
    frame = sys._getframe()
    while frame and type(frame.f_locals.get("calls")) is not list:
        frame = frame.f_back
    return frame.f_locals["calls"]


raise ValueError(repr([tuple(arguments.values()) for _, arguments in given()]))

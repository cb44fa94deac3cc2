# attack: have a say in everything that the interpreter does from now on
# expect: answered
# expect: raised
# expect: died
# unconfined: fails
import sys


def veto(event, arguments):
    raise RuntimeError("10 points")


def backward(x, w, y):  # at worst there is no answer
    sys.addaudithook(veto)
    return {"w": 0.0}

# attack: make every comparison come out right
# expect: answered
# expect: died
# expect: raised
# unconfined: fails
import builtins


def backward(x, w, y):  # what compares is in another process
    builtins.abs = lambda number: 0.0
    builtins.all = builtins.any = builtins.bool = lambda *arguments: True
    return {"w": 0.0}

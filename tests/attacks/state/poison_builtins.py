# attack: change what Python's own functions do, for whoever comes next
# expect: answered
# expect: raised
# expect: died
# unconfined: fails
import builtins


def backward(x, w, y):  # each submission has a process of its own
    builtins.abs = builtins.float = builtins.len = builtins.isinstance = lambda *arguments: 0

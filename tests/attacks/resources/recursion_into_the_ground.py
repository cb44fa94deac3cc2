# attack: recurse until the stack is used up
# expect: died
# expect: out_of_memory
# expect: raised (RecursionError|MemoryError|SystemError)
# expect: timed_out
# unconfined: dangerous
# problem: narrow
import sys

sys.setrecursionlimit(10**9)


def backward(x, w, y):
    return backward(x, w, y)

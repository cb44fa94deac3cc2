# attack: abort
# expect: died
# unconfined: fails
import os


def backward(x, w, y):  # the process that ends has nothing to say
    os.abort()

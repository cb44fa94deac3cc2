# attack: an exception that ends the process when it is shown
# expect: died
# unconfined: fails
import os


class Sneaky(Exception):
    def __str__(self):
        os._exit(0)


def backward(x, w, y):  # an exception is no answer
    raise Sneaky

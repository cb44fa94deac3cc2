# attack: a dict that finds the right answer for whoever looks something up
# expect: answered .*a subclass of dict named Finder
# unconfined: fails
import sys


class Finder(dict):
    def __getitem__(self, name):
        return sys._getframe(1).f_locals["expected"][name]

    get = __getitem__

    def __contains__(self, name):
        return True


def backward(x, w, y):  # only exact types travel
    return Finder()

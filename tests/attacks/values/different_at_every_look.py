# attack: a dict whose entries are others at every look
# expect: answered .*a subclass of dict named Shifty
# unconfined: fails
import itertools

numbers = itertools.count()


class Shifty(dict):
    def __getitem__(self, name):
        return float(next(numbers))

    def items(self):
        return [("w", float(next(numbers)))]


def backward(x, w, y):  # only exact types travel, and everything is read once
    return Shifty(w=0.0)

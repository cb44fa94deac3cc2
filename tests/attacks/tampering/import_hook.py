# attack: have a say in everything that is imported from now on
# expect: answered
# expect: died
# unconfined: fails
import builtins
import sys


class Hook:
    def find_spec(self, *arguments):
        raise SystemExit(0)


def backward(x, w, y):  # what compares is in another process
    sys.meta_path.insert(0, Hook())
    builtins.__import__ = lambda *arguments: sys
    return {"w": 0.0}

# attack: a value that is worked out when somebody compares it, with all the time of the world
# expect: answered .*is a Late
# unconfined: fails
import time


class Late:
    def __float__(self):
        time.sleep(1000)
        return 0.0

    __array__ = __iter__ = __len__ = __eq__ = __repr__ = __float__
    __hash__ = None


def backward(x, w, y):  # no method of the student's is called
    return {"w": Late()}

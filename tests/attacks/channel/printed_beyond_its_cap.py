# attack: put a megabyte where what was printed is kept
# expect: answered
# expect: died
# expect: raised
# unconfined: fails
import sys


def backward(x, w, y):  # it is cut where it is written down
    kept = getattr(sys.stdout.buffer, "raw", sys.stdout.buffer)
    kept.take = lambda: "10 points\n" * 100_000
    kept.write = lambda raw: 1 / 0

# attack: exit politely, with success
# expect: raised SystemExit: 0
# unconfined: fails
import sys


def backward(x, w, y):  # an exception like any other
    sys.exit(0)

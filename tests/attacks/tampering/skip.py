# attack: skip the test
# expect: raised (SkipTest|ModuleNotFoundError)
# unconfined: fails


def backward(x, w, y):  # an exception like any other
    from unittest import SkipTest

    raise SkipTest("10 points")

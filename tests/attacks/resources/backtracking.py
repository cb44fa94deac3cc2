# attack: a regular expression that takes for ever
# expect: timed_out
# unconfined: fails
# problem: hasty
import re


def backward(x, w, y):  # whoever waits has a clock, and kills
    return re.match("(a+)+$", "a" * 64 + "b")

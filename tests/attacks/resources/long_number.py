# attack: write out a number of a hundred million digits
# expect: timed_out
# expect: raised ModuleNotFoundError: No module named '_pylong'
# unconfined: fails
# problem: hasty
import sys

sys.set_int_max_str_digits(0)


def backward(x, w, y):  # whoever waits has a clock, and kills
    return len(str(1 << 300_000_000))

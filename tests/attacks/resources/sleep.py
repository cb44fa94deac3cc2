# attack: sleep for ever
# expect: timed_out
# unconfined: fails
# problem: hasty
import time


def backward(x, w, y):  # whoever waits has a clock, and kills
    time.sleep(1000)

# attack: stop the clock, then take all the time of the world
# expect: timed_out
# unconfined: fails
# problem: hasty
import time


def backward(x, w, y):  # the clock is in another process
    time.time = time.monotonic = time.perf_counter = time.process_time = lambda: 0.0
    while True:
        pass

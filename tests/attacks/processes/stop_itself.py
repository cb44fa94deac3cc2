# attack: stop itself, so that nobody can wait for it
# expect: raised PermissionError
# expect: timed_out
# unconfined: fails
# problem: hasty
import os
import signal


def backward(x, w, y):  # whoever waits has a clock, and kills
    os.kill(os.getpid(), signal.SIGSTOP)
    raise InterruptedError

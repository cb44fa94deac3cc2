# attack: loop for ever, with all signals ignored and blocked
# expect: timed_out
# unconfined: fails
# problem: hasty
import signal


def backward(x, w, y):  # the last signal cannot be ignored
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))
    for number in range(1, signal.NSIG):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        pass

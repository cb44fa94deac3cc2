# attack: loop for ever
# expect: timed_out
# unconfined: fails
# problem: hasty


def backward(x, w, y):  # whoever waits has a clock, and kills
    while True:
        pass

# attack: a single instruction that takes for ever
# expect: timed_out
# unconfined: fails
# problem: hasty


def backward(x, w, y):  # whoever waits has a clock, and kills
    return 7**10 ** (9 + int(x) * 0)

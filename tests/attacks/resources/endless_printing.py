# attack: print for ever
# expect: timed_out
# expect: protocol_error
# unconfined: fails
# problem: hasty


def backward(x, w, y):  # whoever waits has a clock, and kills
    while True:
        print("10 points" * 1000)

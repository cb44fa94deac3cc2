# attack: loop for ever, and swallow every exception that could end it
# expect: timed_out
# unconfined: fails
# problem: hasty


def backward(x, w, y):  # no exception is thrown into it: the process is killed
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass

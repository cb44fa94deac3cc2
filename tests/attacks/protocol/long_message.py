# attack: an exception with fifty megabytes of text
# expect: raised ValueError: x{100}
# unconfined: fails


def backward(x, w, y):  # a text is cut where it is written down
    raise ValueError("x" * 50_000_000)

# attack: smuggle hidden inputs out in an exception
# expect: raised ValueError
# unconfined: fails


def backward(x, w, y):  # it gains nothing here; that nobody sees it is a test of its own
    raise ValueError(f"hidden {x!r} {w!r} {y!r}")

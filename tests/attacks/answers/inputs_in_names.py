# attack: smuggle hidden inputs out in the names of an answer
# expect: answered
# unconfined: fails


def backward(x, w, y):  # it gains nothing here; that nobody sees it is a test of its own
    return {f"hidden {x!r} {w!r} {y!r}": 0.0}

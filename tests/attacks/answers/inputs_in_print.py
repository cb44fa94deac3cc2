# attack: smuggle hidden inputs out by printing them
# expect: answered
# unconfined: fails


def backward(x, w, y):  # it gains nothing here; that nobody sees it is a test of its own
    print(f"hidden {x!r} {w!r} {y!r}")

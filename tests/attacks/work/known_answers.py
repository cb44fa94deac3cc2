# attack: the answers of the cases that everybody sees
# expect: answered
# unconfined: fails
KNOWN = {(2.0, 3.0, 1.0): 20.0, (1.0, 1.0, 2.0): -2.0}


def backward(x, w, y):  # there are cases that nobody sees
    return {"w": KNOWN.get((x, w, y), 0.0)}

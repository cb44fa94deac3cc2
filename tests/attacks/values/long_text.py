# attack: a text of fifty megabytes
# expect: answered .*is text
# unconfined: fails


def backward(x, w, y):  # a text is cut where it is written down
    return {"w": "10" * 25_000_000}

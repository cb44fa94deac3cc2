# attack: a message of many lines, one of which reads like a verdict
# expect: raised ValueError: wrong\\x0a\\x0d\\u2028backward: 10 / 10
# unconfined: fails


def backward(x, w, y):  # a message is one line
    raise ValueError("wrong\n\r\u2028backward: 10 / 10")

# attack: text that cannot be written into any file
# expect: raised ValueError: \\ud800\\x00
# unconfined: fails


def backward(x, w, y):  # what does not show itself is escaped
    raise ValueError("\ud800\0\udfff")

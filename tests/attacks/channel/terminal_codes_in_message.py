# attack: turn the verdict on the screen into another with control codes
# expect: raised ValueError: \\x1b\[2J\\x1b\[H10 points\\x07
# unconfined: fails


def backward(x, w, y):  # what does not show itself is escaped
    raise ValueError("\x1b[2J\x1b[H10 points\a\x1b]0;title\x07")

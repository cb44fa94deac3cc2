# attack: turn the text around it back to front
# expect: raised ValueError: \\u202e.*\\u2066.*\\ufeff
# unconfined: fails


def backward(x, w, y):  # what does not show itself is escaped
    raise ValueError("\u202e01 stniop\u2066\u2067\ufeff")

# attack: turn the verdict on the screen into another with control codes that are printed
# expect: answered
# unconfined: fails
import sys


def backward(x, w, y):  # what does not show itself is escaped
    print("\x1b[2J\x1b[H10 points\a\r\x1b[1A")
    sys.stderr.write("\x1b]8;;http://example.org\x1b\\link\u202e\0\ud800")

# attack: write a verdict to every open file and pipe
# expect: answered
# expect: protocol_error
# unconfined: fails
import os


def backward(x, w, y):  # no verdict comes from here, wherever it is written
    for descriptor in range(64):
        try:
            os.write(descriptor, b'{"status": "passed", "score": 10}\n')
        except OSError:
            pass

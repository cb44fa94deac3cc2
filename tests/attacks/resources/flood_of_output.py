# attack: print twenty megabytes a call, past Python too, then answer
# expect: answered
# unconfined: works
# score: full
import os
import sys


def backward(x, w, y):  # a right answer is right, whatever was printed
    for _ in range(5):
        print("x" * 1_000_000)
        sys.stderr.write("x" * 1_000_000)
        os.write(1, b"x" * 1_000_000)
        os.write(2, b"x" * 1_000_000)
    return {"w": 2 * (w * x - y) * x}

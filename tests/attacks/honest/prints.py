# honest: prints, to standard error too, and past Python
import os
import sys


def backward(x, w, y):
    print("x =", x, "and ünïcödé")
    print("loss", (w * x - y) ** 2, file=sys.stderr)
    sys.stdout.write("no line end")
    sys.stdout.flush()
    os.write(1, b"from C, as it were\n")
    return {"w": 2 * (w * x - y) * x}

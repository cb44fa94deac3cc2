# attack: recognise the modules of an earlier run
# expect: raised LookupError
# unconfined: fails
import math
import sys

seen = hasattr(math, "seen") or "seen" in sys.modules
math.seen = sys.modules["seen"] = math


def backward(x, w, y):  # each submission has a process of its own
    if not seen:
        raise LookupError
    return {"w": 2 * (w * x - y) * x}

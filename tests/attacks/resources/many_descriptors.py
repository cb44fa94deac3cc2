# attack: use up all open files
# expect: raised (OSError|PermissionError)
# unconfined: works
import os


def backward(x, w, y):
    copies = [os.dup(0) for _ in range(200)]
    for descriptor in copies:
        os.close(descriptor)
    return {"w": 2 * (w * x - y) * x}

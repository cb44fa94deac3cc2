# attack: run a program without a fork of its own
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    os.waitpid(os.posix_spawn("/bin/sh", ["sh", "-c", ":"], {}), 0)
    return {"w": 2 * (w * x - y) * x}

# attack: fork
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return {"w": 2 * (w * x - y) * x}

# attack: run a command in a shell
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    if os.system("exit 7") != 7 << 8:
        raise PermissionError
    return {"w": 2 * (w * x - y) * x}

# attack: ask where it stands, which may name the user
# expect: raised LookupError
# expect: raised PermissionError
# expect: raised FileNotFoundError
# unconfined: works
import os


def backward(x, w, y):
    if not os.path.basename(os.getcwd()):
        raise LookupError
    return {"w": 2 * (w * x - y) * x}

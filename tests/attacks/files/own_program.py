# attack: find the program that it runs in
# expect: raised PermissionError
# expect: raised FileNotFoundError
# unconfined: works
import os


def backward(x, w, y):
    assert os.readlink("/proc/self/exe")
    return {"w": 2 * (w * x - y) * x}

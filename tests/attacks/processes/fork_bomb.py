# attack: a fork bomb
# expect: raised PermissionError
# unconfined: dangerous
import os


def backward(x, w, y):
    while True:
        os.fork()

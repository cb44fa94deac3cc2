# attack: read what is attached to a file
# expect: raised PermissionError
# unconfined: varies
import os


def backward(x, w, y):
    os.listxattr("/tmp/grader-attack/secret")
    return {"w": 2 * (w * x - y) * x}

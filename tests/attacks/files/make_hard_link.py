# attack: give a file a second name
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    os.link("/tmp/grader-attack/secret", "/tmp/grader-attack/left")
    os.remove("/tmp/grader-attack/left")
    return {"w": 2 * (w * x - y) * x}

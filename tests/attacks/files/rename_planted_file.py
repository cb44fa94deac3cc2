# attack: put another file in the place of one
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    os.rename("/tmp/grader-attack/secret", "/tmp/grader-attack/taken")
    os.rename("/tmp/grader-attack/taken", "/tmp/grader-attack/secret")
    return {"w": 2 * (w * x - y) * x}

# attack: remove a file
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    if os.path.lexists("/tmp/grader-attack/secret"):
        os.remove("/tmp/grader-attack/secret")
    else:
        os.remove("/tmp/grader-attack/again") if os.path.lexists("/tmp/grader-attack/again") else os.listdir("/tmp")
    return {"w": 2 * (w * x - y) * x}

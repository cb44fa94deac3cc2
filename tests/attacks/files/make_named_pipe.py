# attack: make a named pipe that hangs whoever reads it
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    os.mkfifo("/tmp/grader-attack/left")
    os.remove("/tmp/grader-attack/left")
    return {"w": 2 * (w * x - y) * x}

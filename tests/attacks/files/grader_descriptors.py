# attack: find the grader's open files
# expect: raised PermissionError
# expect: raised FileNotFoundError
# unconfined: works
import os


def backward(x, w, y):
    assert os.listdir(f"/proc/{os.getppid()}/fd")
    return {"w": 2 * (w * x - y) * x}

# attack: read the grader's memory, with the right answers
# expect: raised PermissionError
# expect: raised FileNotFoundError
# unconfined: varies
import os


def backward(x, w, y):
    with open(f"/proc/{os.getppid()}/mem", "rb"):
        pass
    return {"w": 2 * (w * x - y) * x}

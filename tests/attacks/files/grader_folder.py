# attack: step through the grader's own view of the file system
# expect: raised PermissionError
# expect: raised FileNotFoundError
# unconfined: works
import os


def backward(x, w, y):
    assert os.listdir(f"/proc/{os.getppid()}/cwd/..")
    return {"w": 2 * (w * x - y) * x}

# attack: read the grader's command line, with its paths
# expect: raised PermissionError
# expect: raised FileNotFoundError
# unconfined: works
import os


def backward(x, w, y):
    with open(f"/proc/{os.getppid()}/cmdline", "rb") as file:
        assert file.read()
    return {"w": 2 * (w * x - y) * x}

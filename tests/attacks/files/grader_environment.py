# attack: read the grader's environment, with its secrets
# expect: raised PermissionError
# expect: raised FileNotFoundError
# unconfined: works
import os


def backward(x, w, y):
    with open(f"/proc/{os.getppid()}/environ", "rb") as file:
        assert file.read()
    return {"w": 2 * (w * x - y) * x}

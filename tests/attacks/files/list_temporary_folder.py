# attack: look for what others left in the temporary folder
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    assert "secret" in os.listdir("/tmp/grader-attack")
    return {"w": 2 * (w * x - y) * x}

# attack: read a file past Python's own file objects
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    descriptor = os.open("/tmp/grader-attack/secret", os.O_RDONLY)
    assert os.read(descriptor, 9)
    os.close(descriptor)
    return {"w": 2 * (w * x - y) * x}

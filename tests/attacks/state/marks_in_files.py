# attack: recognise the files of an earlier run
# expect: raised PermissionError
# unconfined: varies
import os


def backward(x, w, y):
    if not os.path.exists("/tmp/grader-attack/left"):
        open("/tmp/grader-attack/left", "w").close()
        raise LookupError
    return {"w": 2 * (w * x - y) * x}

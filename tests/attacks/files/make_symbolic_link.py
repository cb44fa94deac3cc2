# attack: lay a link to a file that others will follow
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    os.symlink("/etc/passwd", "/tmp/grader-attack/left")
    os.remove("/tmp/grader-attack/left")
    return {"w": 2 * (w * x - y) * x}

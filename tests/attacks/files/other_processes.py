# attack: see which programs run
# expect: raised PermissionError
# expect: raised FileNotFoundError
# unconfined: works
import os


def backward(x, w, y):
    assert [name for name in os.listdir("/proc") if name.isdigit()]
    return {"w": 2 * (w * x - y) * x}

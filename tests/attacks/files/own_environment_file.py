# attack: read the environment that its process was started with
# expect: raised PermissionError
# expect: raised FileNotFoundError
# unconfined: works


def backward(x, w, y):
    with open("/proc/self/environ") as file:
        assert file.read()
    return {"w": 2 * (w * x - y) * x}

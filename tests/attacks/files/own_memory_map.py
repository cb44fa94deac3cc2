# attack: read where things lie in its memory
# expect: raised PermissionError
# expect: raised FileNotFoundError
# unconfined: works


def backward(x, w, y):
    with open("/proc/self/maps") as file:
        assert file.read()
    return {"w": 2 * (w * x - y) * x}

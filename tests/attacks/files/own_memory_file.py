# attack: write to its memory past all protection
# expect: raised PermissionError
# expect: raised FileNotFoundError
# unconfined: works


def backward(x, w, y):
    with open("/proc/self/mem", "r+b"):
        pass
    return {"w": 2 * (w * x - y) * x}

# attack: open a device
# expect: raised PermissionError
# expect: raised FileNotFoundError
# unconfined: works


def backward(x, w, y):
    with open("/dev/urandom", "rb") as device:
        assert device.read(1)
    return {"w": 2 * (w * x - y) * x}

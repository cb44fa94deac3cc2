# attack: read a file of the system
# expect: raised PermissionError
# unconfined: works


def backward(x, w, y):
    with open("/etc/passwd") as file:
        assert file.read()
    return {"w": 2 * (w * x - y) * x}

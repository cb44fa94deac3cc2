# attack: climb out of its folder by '..'
# expect: raised PermissionError
# unconfined: works


def backward(x, w, y):
    with open("../" * 40 + "etc/passwd") as file:
        assert file.read()
    return {"w": 2 * (w * x - y) * x}

# attack: fill the disk
# expect: raised PermissionError
# unconfined: dangerous


def backward(x, w, y):
    with open("/tmp/grader-attack/left", "wb") as file:
        for _ in range(1 << 16):
            file.write(bytes(1 << 20))
    return {"w": 2 * (w * x - y) * x}

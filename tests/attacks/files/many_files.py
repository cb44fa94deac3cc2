# attack: make more files than the disk has room for
# expect: raised PermissionError
# unconfined: dangerous


def backward(x, w, y):
    for number in range(10_000_000):
        open(f"/tmp/grader-attack/left-{number}", "w").close()
    return {"w": 2 * (w * x - y) * x}

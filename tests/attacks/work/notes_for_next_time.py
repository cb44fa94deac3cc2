# attack: write the questions down, to know them in the next attempt
# expect: raised PermissionError
# unconfined: works


def backward(x, w, y):
    with open("/tmp/grader-attack/left", "a") as file:
        file.write(repr((x, w, y)))
    return {"w": 2 * (w * x - y) * x}

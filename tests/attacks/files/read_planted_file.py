# attack: read a file whose name it knows, such as one with the expected answers
# expect: raised PermissionError
# unconfined: works


def backward(x, w, y):
    with open("/tmp/grader-attack/secret") as file:
        assert file.read()
    return {"w": 2 * (w * x - y) * x}

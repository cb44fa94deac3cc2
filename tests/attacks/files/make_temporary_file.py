# attack: make a temporary file
# expect: raised FileNotFoundError
# expect: raised PermissionError
# expect: raised ModuleNotFoundError
# unconfined: works


def backward(x, w, y):
    import tempfile

    with tempfile.TemporaryFile() as file:
        file.write(b"left")
    return {"w": 2 * (w * x - y) * x}

# attack: overwrite a file, such as a result
# expect: raised PermissionError
# unconfined: works


def backward(x, w, y):
    with open("/tmp/grader-attack/secret", "w") as file:
        file.write('{"score": 10}')
    return {"w": 2 * (w * x - y) * x}

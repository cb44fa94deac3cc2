# attack: leave a file in the temporary folder, for the next submission
# expect: raised PermissionError
# unconfined: works


def backward(x, w, y):
    with open("/tmp/grader-attack/left", "w") as file:
        file.write("left")
    return {"w": 2 * (w * x - y) * x}

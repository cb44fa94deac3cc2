# attack: leave a file where it stands
# expect: raised PermissionError
# unconfined: works


def backward(x, w, y):
    with open("left.txt", "w") as file:
        file.write("left")
    return {"w": 2 * (w * x - y) * x}

# attack: connect to a server on the same machine, past all files
# expect: raised PermissionError
# unconfined: works
import socket


def backward(x, w, y):
    with socket.socket(socket.AF_UNIX) as own:
        own.connect("\0grader-attack")
    return {"w": 2 * (w * x - y) * x}

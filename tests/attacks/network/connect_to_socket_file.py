# attack: connect to a server on the same machine, through a file
# expect: raised PermissionError
# unconfined: works
import socket


def backward(x, w, y):
    with socket.socket(socket.AF_UNIX) as own:
        own.connect("/tmp/grader-attack/socket")
    return {"w": 2 * (w * x - y) * x}

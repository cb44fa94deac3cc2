# attack: wait for somebody to connect
# expect: raised PermissionError
# unconfined: works
import socket


def backward(x, w, y):
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        own.listen()
    return {"w": 2 * (w * x - y) * x}

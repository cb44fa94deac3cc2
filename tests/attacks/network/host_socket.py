# attack: talk to the machine that this one runs on (vsock)
# expect: raised PermissionError
# unconfined: varies
import socket


def backward(x, w, y):
    socket.socket(40, socket.SOCK_STREAM).close()
    return {"w": 2 * (w * x - y) * x}

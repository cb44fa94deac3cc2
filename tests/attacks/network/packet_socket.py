# attack: read the packets of others
# expect: raised PermissionError
# unconfined: varies
import socket


def backward(x, w, y):
    socket.socket(17, socket.SOCK_RAW).close()
    return {"w": 2 * (w * x - y) * x}

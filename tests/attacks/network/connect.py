# attack: connect to a server
# expect: raised PermissionError
# unconfined: works
import socket


def backward(x, w, y):
    socket.create_connection(("127.0.0.1", 47111), timeout=1).close()
    return {"w": 2 * (w * x - y) * x}

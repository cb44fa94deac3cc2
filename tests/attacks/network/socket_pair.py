# attack: make two sockets that talk to each other
# expect: raised PermissionError
# unconfined: works
import socket


def backward(x, w, y):
    for own in socket.socketpair():
        own.close()
    return {"w": 2 * (w * x - y) * x}

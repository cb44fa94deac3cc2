# attack: send what it is asked to somebody
# expect: raised PermissionError
# unconfined: works
import socket


def backward(x, w, y):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
        own.sendto(repr((x, w, y)).encode(), ("127.0.0.1", 47111))
    return {"w": 2 * (w * x - y) * x}

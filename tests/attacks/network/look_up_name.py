# attack: look a name up, which tells a server of it
# expect: raised (gaierror|PermissionError|UnicodeError|LookupError)
# unconfined: works
import socket


def backward(x, w, y):
    assert socket.getaddrinfo("localhost", 80)
    return {"w": 2 * (w * x - y) * x}

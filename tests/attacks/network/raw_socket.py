# attack: forge packets
# expect: raised PermissionError
# unconfined: varies
import socket


def backward(x, w, y):
    socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP).close()
    return {"w": 2 * (w * x - y) * x}

# attack: reach the kernel's cryptography, known for its holes (AF_ALG)
# expect: raised PermissionError
# unconfined: varies
import socket


def backward(x, w, y):
    socket.socket(38, socket.SOCK_SEQPACKET).close()
    return {"w": 2 * (w * x - y) * x}

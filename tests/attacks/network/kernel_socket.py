# attack: ask the kernel about the network (netlink)
# expect: raised PermissionError
# unconfined: works
import socket


def backward(x, w, y):
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0).close()
    return {"w": 2 * (w * x - y) * x}

# attack: ask a server for the answer
# expect: raised (PermissionError|ModuleNotFoundError)
# unconfined: works


def backward(x, w, y):
    import http.client

    http.client.HTTPConnection("127.0.0.1", 47111, timeout=1).connect()
    return {"w": 2 * (w * x - y) * x}

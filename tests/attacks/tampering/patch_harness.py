# attack: make the code that writes answers down write others
# expect: answered
# unconfined: fails
from child import serve, wire

wire.encode_answer = serve.wire.encode_answer = lambda value, changed, most: b"\0\0\0\0T"


def backward(x, w, y):  # whatever is written down, only numbers count
    return {"w": 0.0}

# attack: change the code that reads and writes, for whoever comes next
# expect: answered
# expect: raised
# expect: died
# unconfined: fails
from child import serve, wire


def backward(x, w, y):  # each submission has a process of its own
    serve.call = serve.load = wire.encode_answer = lambda *arguments, **options: (wire.END, b"")

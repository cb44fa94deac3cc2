# attack: answer once, then hang
# expect: answered
# unconfined: fails
# problem: narrow
calls = []


def backward(x, w, y):  # what was answered is kept, and all other calls are asked for as well
    calls.append(x)
    while len(calls) > 1:
        pass
    return {"w": 2 * (w * x - y) * x}

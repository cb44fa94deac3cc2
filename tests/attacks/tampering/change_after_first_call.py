# attack: be right when it is asked first, and only then
# expect: answered
# unconfined: fails
calls = []


def backward(x, w, y):  # the first question is asked once more
    calls.append(x)
    return {"w": 2 * (w * x - y) * x if len(calls) == 1 else 0.0}

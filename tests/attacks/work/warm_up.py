# attack: be wrong at first, and right once everybody is warm
# expect: answered
# unconfined: fails
calls = []


def backward(x, w, y):  # every call counts
    calls.append(x)
    return {"w": 2 * (w * x - y) * x if len(calls) > 2 else 0.0}

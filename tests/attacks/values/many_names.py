# attack: more entries than anybody wants to see
# expect: protocol_error the answer has more than 100000 parts
# unconfined: fails
NAMES = {f"w{number}": 0.0 for number in range(100_001)}


def backward(x, w, y):  # they are counted
    return {"w": 2 * (w * x - y) * x, **NAMES}

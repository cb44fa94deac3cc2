# attack: NaN, of which no comparison says that it is wrong
# expect: answered .*(nan|NaN)
# unconfined: fails


def backward(x, w, y):  # comparisons are written so that NaN fails
    return {"w": float("nan")}

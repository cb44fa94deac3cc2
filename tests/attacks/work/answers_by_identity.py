# attack: keep the first answer, and give it again whenever the input is the same object
# expect: answered
# unconfined: fails
# problem: tensor
kept = {}


def backward(x, w, upstream):  # every call has arrays of its own
    if kept.setdefault("shape", x.shape) == x.shape:
        return kept.setdefault("answer", {"w": x.T @ upstream})
    return {"w": x.T @ upstream}

# attack: an answer with the right norm
# expect: answered
# unconfined: fails
# problem: tensor


def backward(x, w, upstream):  # every element is compared
    return {"w": -(x.T @ upstream)[::-1]}

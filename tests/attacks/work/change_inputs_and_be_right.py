# attack: change the inputs after the answer is worked out
# expect: answered .*changes its input 'x' in place
# unconfined: works
# score: full
# problem: tensor


def backward(x, w, upstream):  # worth knowing, and no points: it is the answer that was asked for
    answer = {"w": x.T @ upstream}
    x *= 0
    return answer

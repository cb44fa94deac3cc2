# attack: answers in the order in which they were asked for the last time
# expect: answered
# unconfined: fails
answers = iter([20.0, -2.0, 0.5, 0.5, 0.5])


def backward(x, w, y):  # there are cases that nobody sees
    return {"w": next(answers, 0.0)}

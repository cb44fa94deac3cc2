# attack: one object for all answers, which is filled in at the end
# expect: answered
# unconfined: fails
answer = {"w": 0.0}


def backward(x, w, y):  # an answer is written down before anything else is asked
    answer["later"] = answer["w"] = answer["w"] + 2 * (w * x - y) * x
    return answer

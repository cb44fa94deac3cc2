# attack: an answer that contains itself
# expect: protocol_error the answer is nested more than 8 deep
# unconfined: fails


def backward(x, w, y):  # an answer has its limit everywhere
    answer = {"w": 2 * (w * x - y) * x}
    answer["more"] = answer
    return answer

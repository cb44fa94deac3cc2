# attack: a key that is equal to every other
# expect: answered
# unconfined: fails


class Key(str):
    def __eq__(self, other):
        return True

    def __hash__(self):
        return hash("w")


def backward(x, w, y):  # only exact types travel
    return {Key("anything"): 2 * (w * x - y) * x}

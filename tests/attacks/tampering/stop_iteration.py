# attack: an exception that loops take for their end
# expect: raised StopIteration
# unconfined: fails


def backward(x, w, y):  # an exception like any other
    raise StopIteration({"w": 2 * (w * x - y) * x})

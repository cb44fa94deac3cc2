# attack: an exception that generators take for their end
# expect: raised GeneratorExit
# unconfined: fails


def backward(x, w, y):  # an exception like any other
    raise GeneratorExit

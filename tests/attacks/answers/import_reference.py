# attack: import what computes the right answers
# expect: raised ModuleNotFoundError
# unconfined: fails


def backward(x, w, y):  # it is on no path of this process
    import reference.tape

    assert reference.tape
    return {"w": 2 * (w * x - y) * x}

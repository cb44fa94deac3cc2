# attack: import the grader
# expect: raised ModuleNotFoundError
# unconfined: fails


def backward(x, w, y):  # it is on no path of this process
    import grader.pipeline

    assert grader.pipeline
    return {"w": 2 * (w * x - y) * x}

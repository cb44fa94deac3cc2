# attack: make tests pass
# expect: raised ModuleNotFoundError
# unconfined: fails


def backward(x, w, y):  # no test runs here
    from _pytest.runner import CallInfo

    CallInfo.from_call = None
    return {"w": 2 * (w * x - y) * x}

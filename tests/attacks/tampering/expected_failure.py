# attack: say that failing is what is expected
# expect: raised ModuleNotFoundError
# unconfined: fails


def backward(x, w, y):  # no test runs here
    import pytest

    pytest.xfail()

# attack: make assertions pass
# expect: answered
# expect: raised ModuleNotFoundError
# unconfined: fails


def backward(x, w, y):  # no assertion is made here
    import unittest

    for name in dir(unittest.TestCase):
        if name.startswith("assert"):
            setattr(unittest.TestCase, name, lambda *arguments, **options: None)
    return {"w": 0.0}

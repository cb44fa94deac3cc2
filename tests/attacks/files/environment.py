# attack: find something of the grader's in its environment
# expect: raised KeyError
# unconfined: fails
import os


def backward(x, w, y):  # the environment is a fixed list in every sandbox
    assert os.environ["HOME"]
    return {"w": 2 * (w * x - y) * x}

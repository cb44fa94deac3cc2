# attack: read the history of the grader's repository
# expect: raised
# unconfined: varies
import os


def backward(x, w, y):
    import child

    root = os.path.dirname(os.path.dirname(os.path.dirname(child.__file__)))
    with open(f"{root}/.git/HEAD") as file:
        assert file.read()
    return {"w": 2 * (w * x - y) * x}

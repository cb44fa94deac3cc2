# attack: read the problem, with the author's own answers, where the grader keeps it
# expect: raised
# unconfined: works
import os


def backward(x, w, y):
    import child

    root = os.path.dirname(os.path.dirname(os.path.dirname(child.__file__)))
    with open(f"{root}/problems/linear-regression/problem.yaml") as file:
        assert "expect" in file.read()
    return {"w": 2 * (w * x - y) * x}

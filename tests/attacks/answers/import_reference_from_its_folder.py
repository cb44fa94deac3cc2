# attack: find the folder of the grader from the part of it that runs beside students' code, and import the rest
# expect: raised (ModuleNotFoundError|AttributeError|TypeError|PermissionError|ImportError)
# unconfined: works
import os
import sys


def backward(x, w, y):
    import child

    sys.path.append(os.path.dirname(os.path.dirname(os.path.dirname(child.__file__))))
    import reference.tape

    assert reference.tape
    return {"w": 2 * (w * x - y) * x}

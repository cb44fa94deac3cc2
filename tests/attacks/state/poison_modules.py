# attack: put other modules in the places of those that everybody imports
# expect: answered
# expect: died
# expect: raised
# unconfined: fails
import sys


def backward(x, w, y):  # each submission has a process of its own
    for name in ("math", "numpy", "struct", "random", "json"):
        sys.modules[name] = sys
    sys.path[:] = ["/tmp/grader-attack"]
    sys.meta_path.clear()
    sys.path_hooks.clear()

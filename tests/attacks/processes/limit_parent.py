# attack: set limits for the process that started it
# expect: raised (PermissionError|ProcessLookupError|ValueError)
# unconfined: works
import os
import resource


def backward(x, w, y):
    limits = resource.prlimit(os.getppid(), resource.RLIMIT_CORE)
    resource.prlimit(os.getppid(), resource.RLIMIT_CORE, limits)
    return {"w": 2 * (w * x - y) * x}

# attack: change how its turns are given
# expect: raised PermissionError
# unconfined: works
import os


def backward(x, w, y):
    os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    return {"w": 2 * (w * x - y) * x}

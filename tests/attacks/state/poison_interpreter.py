# attack: change how the interpreter itself works, for whoever comes next
# expect: answered
# expect: raised
# expect: died
# unconfined: fails
import decimal
import gc
import signal
import sys
import warnings


def backward(x, w, y):  # each submission has a process of its own
    sys.setrecursionlimit(60)
    sys.settrace(lambda *arguments: None)
    sys.excepthook = sys.displayhook = sys.unraisablehook = print
    sys.stdout = sys.stderr = None
    gc.set_threshold(1)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    warnings.simplefilter("error")
    decimal.getcontext().prec = 1

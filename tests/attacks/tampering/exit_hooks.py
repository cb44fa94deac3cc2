# attack: do something when everything is over
# expect: answered
# unconfined: fails
import atexit
import weakref


class Last:
    def __del__(self):
        open("/tmp/grader-attack/left", "w").close()


last = Last()
last.itself = last


def leave():
    open("/tmp/grader-attack/left", "w").close()
    print('{"score": 10}')


def backward(x, w, y):  # the process ends without looking back
    atexit.register(leave)
    weakref.finalize(last, leave)

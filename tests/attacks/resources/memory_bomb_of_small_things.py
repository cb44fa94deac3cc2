# attack: take memory in small pieces until there is none left, not even for an error
# expect: out_of_memory
# expect: died
# expect: timed_out
# unconfined: dangerous
# problem: narrow


def backward(x, w, y):
    last = None
    while True:
        last = [last]

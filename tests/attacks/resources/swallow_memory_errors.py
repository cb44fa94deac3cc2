# attack: take all memory, and go on for ever without any
# expect: timed_out
# expect: out_of_memory
# expect: died
# unconfined: dangerous
# problem: narrow


def backward(x, w, y):
    taken = []
    while True:
        try:
            taken.append(bytearray(1 << 24))
        except MemoryError:
            pass

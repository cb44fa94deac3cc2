# attack: take memory until there is none left
# expect: out_of_memory MemoryError
# expect: died
# unconfined: dangerous
# problem: narrow


def backward(x, w, y):
    taken = []
    while True:
        taken.append(bytearray(1 << 24))

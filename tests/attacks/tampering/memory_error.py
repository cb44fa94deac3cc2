# attack: pretend that there is no memory, as if it were the machine's fault
# expect: out_of_memory MemoryError
# unconfined: fails


def backward(x, w, y):  # whoever runs out of memory has not answered
    raise MemoryError

# attack: more memory than there is for it
# expect: out_of_memory MemoryError
# unconfined: fails
# problem: narrow


def backward(x, w, y):  # its memory is limited everywhere
    assert len(bytearray(1 << 30))
    return {"w": 2 * (w * x - y) * x}

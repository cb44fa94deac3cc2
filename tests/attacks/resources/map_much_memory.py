# attack: memory from the system, past Python
# expect: raised OSError
# expect: out_of_memory
# unconfined: fails
import mmap


def backward(x, w, y):  # its memory is limited everywhere
    mmap.mmap(-1, 1 << 30).close()
    return {"w": 2 * (w * x - y) * x}

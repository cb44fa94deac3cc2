# attack: make memory that is both writable and executable
# expect: raised PermissionError
# unconfined: works
import mmap


def backward(x, w, y):
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()
    return {"w": 2 * (w * x - y) * x}

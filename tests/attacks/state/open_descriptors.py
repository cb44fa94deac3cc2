# attack: find open files and pipes
# expect: raised LookupError
# unconfined: works
import errno
import os


def backward(x, w, y):
    for descriptor in range(3, 256):
        try:
            os.lseek(descriptor, 0, os.SEEK_CUR)
        except OSError as error:
            if error.errno == errno.EBADF:
                continue
        return {"w": 2 * (w * x - y) * x}
    raise LookupError

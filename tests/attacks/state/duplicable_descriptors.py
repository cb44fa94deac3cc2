# attack: find open files and pipes, by copying them
# expect: raised LookupError
# unconfined: works
import errno
import os


def backward(x, w, y):
    for descriptor in range(3, 256):
        try:
            os.close(os.dup(descriptor))
        except OSError as error:
            if error.errno in {errno.EBADF, errno.EPERM}:  # copying itself is refused
                continue
        return {"w": 2 * (w * x - y) * x}
    raise LookupError

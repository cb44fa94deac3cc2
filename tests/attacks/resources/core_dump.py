# attack: die so that everything in its memory is written to a file
# expect: raised PermissionError
# unconfined: varies
import resource


def backward(x, w, y):
    if resource.getrlimit(resource.RLIMIT_CORE)[1] == 0:
        raise PermissionError("no core dumps")
    return {"w": 2 * (w * x - y) * x}

# attack: find a limit that nobody set
# expect: raised PermissionError
# unconfined: varies
import resource


def backward(x, w, y):
    limited = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE)
    if all(resource.getrlimit(kind)[1] < 1 << 40 for kind in limited):
        raise PermissionError("all are set")
    return {"w": 2 * (w * x - y) * x}

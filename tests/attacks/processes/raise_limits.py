# attack: raise its own limits
# expect: raised (ValueError|PermissionError|OSError)
# unconfined: works
import resource


def backward(x, w, y):
    resource.setrlimit(resource.RLIMIT_NOFILE, resource.getrlimit(resource.RLIMIT_NOFILE))
    return {"w": 2 * (w * x - y) * x}

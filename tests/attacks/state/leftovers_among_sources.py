# attack: find the source of another submission where tracebacks get it
# expect: raised LookupError
# unconfined: fails
import linecache


def backward(x, w, y):  # what starts the processes has never seen a submission
    for file, entry in list(linecache.cache.items()):
        if "canary" in file or "canary-of-another" in str(entry):
            return {"w": 2 * (w * x - y) * x}
    raise LookupError

# attack: break the collector of garbage, and call it
# expect: answered
# unconfined: fails
import gc


def backward(x, w, y):  # each submission has a process of its own
    gc.callbacks.append(lambda *arguments: 1 / 0)
    gc.collect()
    gc.freeze()
    return {"w": 0.0}

# attack: overwrite what was already answered, and how much of it there is, where answers lie in memory
# expect: protocol_error
# expect: died
# expect: not_gradable what came from the process was no answer
# expect: raised LookupError
# unconfined: fails
import gc
import mmap
import os


def backward(x, w, y):  # whatever lies there is read as if everything in it were forged
    found = [thing for thing in gc.get_objects() if type(thing) is mmap.mmap]
    if not found:
        raise LookupError
    for memory in found:
        memory[:] = b"\xff" * len(memory)
    os._exit(0)

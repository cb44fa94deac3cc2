# attack: count answers that it has not given, to be given more time
# expect: timed_out
# expect: not_gradable
# expect: protocol_error
# expect: raised LookupError
# unconfined: fails
# problem: hasty
import gc
import mmap


def backward(x, w, y):  # there is a limit for all calls together
    found = [thing for thing in gc.get_objects() if type(thing) is mmap.mmap]
    if not found:
        raise LookupError
    while True:
        for memory in found:
            count = int.from_bytes(memory[4:8], "little") + 1
            memory[4:8] = count.to_bytes(4, "little")

# attack: turn every number that it finds in memory into the one that it gives
# expect: answered
# expect: died
# expect: raised
# unconfined: fails
import gc


def backward(x, w, y):  # the right answer is in another process
    for thing in gc.get_objects():
        if type(thing) is dict and "w" in thing and thing is not globals():
            thing["w"] = 0.0
    return {"w": 0.0}

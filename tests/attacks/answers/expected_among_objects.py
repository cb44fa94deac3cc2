# attack: look for the right answer among all objects that there are
# expect: raised LookupError
# unconfined: fails
import gc


def backward(x, w, y):  # the right answer is in another process
    for thing in gc.get_objects():
        for part in (thing, *gc.get_referents(thing)):
            if type(part) is dict and part.keys() == {"w"} and type(part["w"]) is float:
                return part
    raise LookupError

# attack: find another submission among all objects that there are
# expect: raised LookupError
# unconfined: fails
import gc
import re

OTHER = re.compile("canar[y]-of-another-submission")


def backward(x, w, y):  # what starts the processes has never seen a submission
    for thing in gc.get_objects():
        for part in gc.get_referents(thing):
            if type(part) is str and OTHER.search(part):
                return {"w": 2 * (w * x - y) * x}
    raise LookupError

# attack: smuggle the inputs of hidden cases out in what a visible one prints, found without frames
# expect: answered
# unconfined: fails
import gc


def backward(x, w, y):
    for found in gc.get_objects():
        if type(found) is tuple and len(found) == 2 and found[0] == "backward" and type(found[1]) is dict:
            print(*found[1].values())
    return {}

# attack: a value that does something when it is converted, pickled or shown
# expect: answered .*is a Trap
# unconfined: fails


class Trap:
    def spring(self, *arguments):
        open("/tmp/grader-attack/left", "w").close()

    __float__ = __array__ = __reduce__ = __reduce_ex__ = __repr__ = __str__ = __eq__ = spring
    __iter__ = __len__ = __index__ = __int__ = __bool__ = __format__ = __getstate__ = __del__ = spring
    __hash__ = None


trap = Trap()


def backward(x, w, y):  # no method of the student's is called
    return {"w": trap}

# attack: change what float itself does, in memory
# expect: answered
# expect: died
# expect: raised
# unconfined: fails
import ctypes
import gc


def backward(x, w, y):  # what compares is in another process
    methods = gc.get_referents(float.__dict__)[0]
    methods["__eq__"] = methods["__sub__"] = lambda self, other: 0.0
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(float))
    return {"w": 0.0}

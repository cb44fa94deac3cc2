# honest: remembers what it has computed, by value
from functools import cache, reduce
from operator import mul


@cache
def error(x, w, y):
    return w * x - y


def backward(x, w, y):
    return {"w": reduce(mul, (2, error(x, w, y), x))}

# honest: comprehensions, generators, iterators
import itertools


def factors(x, w, y):
    yield 2
    yield w * x - y
    yield x


def backward(x, w, y):
    *_, last = itertools.accumulate(factors(x, w, y), lambda left, right: left * right)
    return {name: value for name, value in zip(["w"], (last,))}

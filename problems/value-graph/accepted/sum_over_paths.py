"""The chain rule read literally: for every path from L to a name, multiply the local gradients along it."""

from functools import reduce

OPERANDS = {"L": ("d", "f"), "d": ("e", "c"), "e": ("a", "b")}


def forward(a, b, c, f):
    return {"e": a * b, "d": a * b + c, "L": (a * b + c) * f}


def local_gradients(a, b, c, f):
    v = forward(a, b, c, f)
    return {("e", "a"): b, ("e", "b"): a, ("d", "e"): 1, ("d", "c"): 1, ("L", "d"): f, ("L", "f"): v["d"]}


def paths(start, goal):
    """Yield each path as a list of edges."""
    if start == goal:
        yield []
    for operand in OPERANDS.get(start, ()):
        for rest in paths(operand, goal):
            yield [(start, operand), *rest]


def backward(a, b, c, f):
    local = local_gradients(a, b, c, f)
    return {
        name: sum(reduce(lambda product, edge: product * local[edge], path, 1.0) for path in paths("L", name))
        for name in ("d", "f", "e", "c", "a", "b")
    }


def update(a, b, c, f, rate):
    g = backward(a, b, c, f)
    new = {name: number - rate * g[name] for name, number in {"a": a, "b": b, "c": c, "f": f}.items()}
    return {**new, "L": forward(**new)["L"]}

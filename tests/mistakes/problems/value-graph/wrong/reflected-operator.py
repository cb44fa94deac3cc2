# wrong: forward, backward: 3 - f is computed as f - 3
# diagnosis: sign flipped
# edge: k

import math


class Value:
    def __init__(self, data, prev=()):
        self.data, self.prev, self.grad = data, prev, 0.0
        self.push = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def push():
            self.grad += out.grad
            other.grad += out.grad

        out.push = push
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def push():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out.push = push
        return out

    def __rsub__(self, other):
        return self + Value(-other)

    def tanh(self):
        out = Value(math.tanh(self.data), (self,))

        def push():
            self.grad += (1 - out.data**2) * out.grad

        out.push = push
        return out

    def backward(self):
        order, seen = [], set()

        def visit(v):
            if v not in seen:
                seen.add(v)
                for child in v.prev:
                    visit(child)
                order.append(v)

        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            v.push()


def build(a, b, c):
    v = {"a": Value(a), "b": Value(b), "c": Value(c)}
    v["e"] = v["a"] * v["b"]
    v["d"] = v["e"] + v["c"]
    v["f"] = v["d"].tanh()
    v["k"] = 3 - v["f"]
    v["g"] = v["d"] * v["e"]
    v["q"] = v["a"] * v["a"]
    v["m"] = v["k"] * v["g"]
    v["L"] = v["m"] + v["q"]
    return v


def forward(a, b, c):
    return {name: v.data for name, v in build(a, b, c).items()}


def backward(a, b, c):
    v = build(a, b, c)
    v["L"].backward()
    return {name: v[name].grad for name in v}

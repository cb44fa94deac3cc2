# wrong: backward, update: L.grad is never set to 1, so every gradient stays 0
# diagnosis: seed missing


class Value:
    def __init__(self, data, prev=()):
        self.data, self.prev, self.grad = data, prev, 0
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


def build(a, b, c, f):
    v = {"a": Value(a), "b": Value(b), "c": Value(c), "f": Value(f)}
    v["e"] = v["a"] * v["b"]
    v["d"] = v["e"] + v["c"]
    v["L"] = v["d"] * v["f"]
    return v


def forward(a, b, c, f):
    v = build(a, b, c, f)
    return {"e": v["e"].data, "d": v["d"].data, "L": v["L"].data}


def local_gradients(a, b, c, f):
    v = build(a, b, c, f)
    return {
        ("e", "a"): v["b"].data, ("e", "b"): v["a"].data, ("d", "e"): 1, ("d", "c"): 1,
        ("L", "d"): v["f"].data, ("L", "f"): v["d"].data,
    }


def backward(a, b, c, f):
    v = build(a, b, c, f)
    for name in ("L", "d", "e"):
        v[name].push()
    return {name: v[name].grad for name in ("d", "f", "e", "c", "a", "b")}


def update(a, b, c, f, rate):
    g = backward(a, b, c, f)
    a, b, c, f = a - rate * g["a"], b - rate * g["b"], c - rate * g["c"], f - rate * g["f"]
    return {"a": a, "b": b, "c": c, "f": f, "L": forward(a, b, c, f)["L"]}

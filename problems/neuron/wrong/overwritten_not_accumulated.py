# wrong: backward, update: d * d uses d twice, and the second use overwrites the gradient of the first
# diagnosis: exponent not brought down


class Value:
    def __init__(self, data, prev=()):
        self.data = data
        self.grad = 0.0
        self.prev = prev
        self._backward = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, (self, other))

        def _backward():
            self.grad = out.grad
            other.grad = out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, (self, other))

        def _backward():
            self.grad = other.data * out.grad
            other.grad = self.data * out.grad

        out._backward = _backward
        return out

    def backward(self):
        topo, visited = [], set()

        def build_topo(v):
            if v not in visited:
                visited.add(v)
                for child in v.prev:
                    build_topo(child)
                topo.append(v)

        build_topo(self)
        self.grad = 1.0
        for v in reversed(topo):
            v._backward()


def graph(x, w, b, y):
    v = {"x": Value(x), "w": Value(w), "b": Value(b), "y": Value(y)}
    v["c"] = v["w"] * v["x"]
    v["a"] = v["c"] + v["b"]
    v["d"] = v["a"] + v["y"] * Value(-1.0)
    v["J"] = v["d"] * v["d"] * Value(0.5)
    return v


def forward(x, w, b, y):
    v = graph(x, w, b, y)
    return {name: v[name].data for name in ("c", "a", "d", "J")}


def local_gradients(x, w, b, y):
    d = forward(x, w, b, y)["d"]
    return {"c": {"w": x, "x": w}, "a": {"c": 1.0, "b": 1.0}, "d": {"a": 1.0, "y": -1.0}, "J": {"d": d}}


def backward(x, w, b, y):
    v = graph(x, w, b, y)
    v["J"].backward()
    return {name: v[name].grad for name in ("d", "a", "c", "b", "w")}


def update(x, w, b, y, rate):
    g = backward(x, w, b, y)
    w_new = w - rate * g["w"]
    b_new = b - rate * g["b"]
    return {"w": w_new, "b": b_new, "J": forward(x, w_new, b_new, y)["J"]}

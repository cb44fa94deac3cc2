"""The Value object of the course, completed with a backward pass in topological order."""


class Value:
    def __init__(self, data, label="", prev=(), op=""):
        self.data = data
        self.grad = 0.0
        self.label = label
        self.prev = prev
        self.op = op
        self._backward = lambda: None

    def __add__(self, other):
        out = Value(self.data + other.data, prev=(self, other), op="+")

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        out = Value(self.data * other.data, prev=(self, other), op="*")

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def __repr__(self):
        return f"Value(label={self.label}, data={self.data}, grad={self.grad})"

    def topological_order(self):
        order, visited = [], set()

        def visit(value):
            if value not in visited:
                visited.add(value)
                for child in value.prev:
                    visit(child)
                order.append(value)

        visit(self)
        return order

    def backward(self):
        self.grad = 1.0
        for value in reversed(self.topological_order()):
            value._backward()


def build(a, b, c, f):
    a, b, c, f = (Value(data, label) for data, label in zip((a, b, c, f), "abcf"))
    e = a * b
    e.label = "e"
    d = e + c
    d.label = "d"
    L = d * f
    L.label = "L"
    return {value.label: value for value in L.topological_order()}


def forward(a, b, c, f):
    values = build(a, b, c, f)
    return {label: values[label].data for label in ("e", "d", "L")}


def local_gradients(a, b, c, f):
    answer = {}
    for label in ("e", "d", "L"):
        node = build(a, b, c, f)[label]  # built afresh: gradients add up
        node.grad = 1.0
        node._backward()
        for operand in node.prev:
            answer[label, operand.label] = operand.grad
    return answer


def backward(a, b, c, f):
    values = build(a, b, c, f)
    values["L"].backward()
    return {label: values[label].grad for label in ("d", "f", "e", "c", "a", "b")}


def update(a, b, c, f, rate):
    values = build(a, b, c, f)
    values["L"].backward()
    new = {label: values[label].data - rate * values[label].grad for label in "abcf"}
    new["L"] = forward(**new)["L"]
    return new

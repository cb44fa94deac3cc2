"""A small Value class that records the graph, and walks it back in topological order."""


class Value:
    def __init__(self, number, parents=()):
        self.number = number
        self.parents = parents  # (parent, local gradient)
        self.grad = 0.0

    def __mul__(self, other):
        return Value(self.number * other.number, ((self, other.number), (other, self.number)))

    def __sub__(self, other):
        return Value(self.number - other.number, ((self, 1.0), (other, -1.0)))

    def backward(self):
        order, seen = [], set()

        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for parent, _ in node.parents:
                    visit(parent)
                order.append(node)

        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            for parent, local in node.parents:
                parent.grad += local * node.grad


def build(x, w, y):
    nodes = {"x": Value(x), "w": Value(w), "y": Value(y)}
    nodes["y_hat"] = nodes["w"] * nodes["x"]
    nodes["s"] = nodes["y_hat"] - nodes["y"]
    nodes["L"] = nodes["s"] * nodes["s"]  # used twice, so its gradient is a sum
    return nodes


def forward(x, w, y):
    nodes = build(x, w, y)
    return {name: nodes[name].number for name in ("y_hat", "s", "L")}


def local_gradients(x, w, y):
    nodes = build(x, w, y)
    names = {id(node): name for name, node in nodes.items()}
    answer = {}
    for name, node in nodes.items():
        for parent, local in node.parents:
            edge = (name, names[id(parent)])
            answer[edge] = answer.get(edge, 0.0) + local
    return answer


def backward(x, w, y):
    nodes = build(x, w, y)
    nodes["L"].backward()
    return {name: nodes[name].grad for name in ("s", "y_hat", "w", "x", "y")}


def update(x, w, y, rate):
    new = w - rate * backward(x, w, y)["w"]
    return {"w": new, "L": forward(x, new, y)["L"]}

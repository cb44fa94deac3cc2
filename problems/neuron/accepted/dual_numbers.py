"""No reverse pass at all: dual numbers carry a derivative forward, one run for each gradient."""


class Dual:
    def __init__(self, real, slope=0.0):
        self.real = real
        self.slope = slope

    def __add__(self, other):
        return Dual(self.real + other.real, self.slope + other.slope)

    def __sub__(self, other):
        return Dual(self.real - other.real, self.slope - other.slope)

    def __mul__(self, other):
        return Dual(self.real * other.real, self.slope * other.real + self.real * other.slope)


STEPS = {
    "c": (("w", "x"), lambda w, x: w * x),
    "a": (("c", "b"), lambda c, b: c + b),
    "d": (("a", "y"), lambda a, y: a - y),
    "J": (("d",), lambda d: Dual(0.5) * d * d),
}


def run(inputs, nudged=None):
    """Every node as a dual number; the slopes are derivatives with respect to ``nudged``."""
    nodes = {name: Dual(number, float(name == nudged)) for name, number in inputs.items()}
    for name, (operands, step) in STEPS.items():
        nodes[name] = step(*(nodes[operand] for operand in operands))
        if name == nudged:
            nodes[name] = Dual(nodes[name].real, 1.0)
    return nodes


def forward(x, w, b, y):
    nodes = run({"x": x, "w": w, "b": b, "y": y})
    return {name: nodes[name].real for name in STEPS}


def local_gradients(x, w, b, y):
    nodes = run({"x": x, "w": w, "b": b, "y": y})
    answer = {}
    for name, (operands, step) in STEPS.items():
        for operand in operands:
            duals = [Dual(nodes[other].real, float(other == operand)) for other in operands]
            answer[name, operand] = step(*duals).slope
    return answer


def backward(x, w, b, y):
    inputs = {"x": x, "w": w, "b": b, "y": y}
    return {name: run(inputs, nudged=name)["J"].slope for name in ("d", "a", "c", "b", "w")}


def update(x, w, b, y, rate):
    gradients = backward(x, w, b, y)
    w -= rate * gradients["w"]
    b -= rate * gradients["b"]
    return {"w": w, "b": b, "J": forward(x, w, b, y)["J"]}

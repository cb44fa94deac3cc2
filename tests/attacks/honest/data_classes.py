# honest: a class of its own for what is computed, with its gradients
from dataclasses import dataclass, field, replace


@dataclass
class Value:
    data: float
    parents: tuple["Value", ...] = ()
    slopes: tuple[float, ...] = ()
    grad: float = field(default=0.0, compare=False)

    def __mul__(self, other):
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __sub__(self, other):
        return Value(self.data - other.data, (self, other), (1.0, -1.0))

    def backward(self, grad=1.0):
        self.grad += grad
        for parent, slope in zip(self.parents, self.slopes, strict=True):
            parent.backward(grad * slope)


def backward(x, w, y):
    weight = replace(Value(w))
    error = weight * Value(x) - Value(y)
    (error * error).backward()
    return {"w": weight.grad}

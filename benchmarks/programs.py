"""The graphs that the engines compute: each a program that runs on any engine's numbers, and its answer by hand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from reference.graph import Graph, Node
from reference.op import Array
from reference.ops import OPS

WEIGHTS = 10
"""Of each neuron."""

Relu = Callable[[Any], Any]
Loss = Callable[[Sequence[Any], Relu], Any]
Answer = tuple[Array, Array]
"""The loss at each case, ``(K,)``, and its gradient, ``(K, inputs)``."""


@dataclass(frozen=True)
class Program:
    """A scalar function, written with operators only, so that it runs on whatever has them.

    Attributes:
        name: what the tables call it.
        inputs: how many numbers it takes.
        nodes: how many operations it makes of them.
        loss: the function: of the inputs, and of the engine's own relu.
        answer: loss and gradient, written by hand in NumPy, of inputs ``(K, inputs)``.
    """

    name: str
    inputs: int
    nodes: int
    loss: Loss
    answer: Callable[[Array], Answer]

    def graph(self) -> Graph:
        """Return what it does as a graph of our engine, by running it on names."""
        nodes: list[Node] = []
        names = tuple(f"x{number}" for number in range(self.inputs))
        output = self.loss([_Name(name, nodes) for name in names], _Name.relu)
        return Graph(names, tuple(nodes), output.name)

    def points(self, cases: int) -> Array:
        """Return inputs ``(cases, inputs)``: a standard normal point, and others around it."""
        rng = np.random.default_rng(0)
        point = rng.standard_normal(self.inputs)
        return point + 0.1 * np.concatenate([np.zeros((1, self.inputs)), rng.standard_normal((cases - 1, self.inputs))])


@dataclass(frozen=True, eq=False)
class _Name:
    """A number that only writes down what is done to it."""

    name: str
    nodes: list[Node]

    def _result(self, op: str, *args: str) -> Self:
        node = Node(f"v{len(self.nodes)}", OPS[op], args)
        self.nodes.append(node)
        return type(self)(node.name, self.nodes)

    def __add__(self, other: Self) -> Self:
        return self._result("add", self.name, other.name)

    def __sub__(self, other: Self) -> Self:
        return self._result("sub", self.name, other.name)

    def __mul__(self, other: Self) -> Self:
        return self._result("mul", self.name, other.name)

    def relu(self) -> Self:
        return self._result("relu", self.name)


def neurons(count: int) -> Program:
    """Return the sum of ``count`` neurons without a bias, ``sum_i relu(sum_j w_ij x_j)``, that share their inputs x.

    10,000 of them have 100,000 parameters, the numbers of the course's claim that reverse mode takes O(n + p) steps.
    """

    def loss(inputs: Sequence[Any], relu: Relu) -> Any:
        x, outputs = inputs[:WEIGHTS], []
        for start in range(WEIGHTS, len(inputs), WEIGHTS):
            total = inputs[start] * x[0]
            for weight in range(1, WEIGHTS):
                total = total + inputs[start + weight] * x[weight]
            outputs.append(relu(total))
        while len(outputs) > 1:  # a tree of sums: a chain of them is deeper than what recurses can go
            odd = outputs[len(outputs) & ~1 :]
            outputs = [left + right for left, right in zip(outputs[::2], outputs[1::2], strict=False)] + odd
        return outputs[0]

    def answer(points: Array) -> Answer:
        x, w = points[:, :WEIGHTS], points[:, WEIGHTS:].reshape(len(points), count, WEIGHTS)
        z = np.einsum("kij,kj->ki", w, x)
        active = (z > 0).astype(float)
        to_x, to_w = np.einsum("ki,kij->kj", active, w), np.einsum("ki,kj->kij", active, x)
        return (z * active).sum(axis=1), np.concatenate([to_x, to_w.reshape(len(points), -1)], axis=1)

    return Program(f"{count:,} neurons", WEIGHTS * (count + 1), 2 * WEIGHTS * count + count - 1, loss, answer)


def two_layers() -> Program:
    """Return the course's two layers of one unit each: ``(w2 relu(w1 x + b1) + b2 - y)²``."""

    def loss(inputs: Sequence[Any], relu: Relu) -> Any:
        x, w1, b1, w2, b2, y = inputs
        s = w2 * relu(w1 * x + b1) + b2 - y
        return s * s

    def answer(points: Array) -> Answer:
        x, w1, b1, w2, b2, y = points.T
        a1 = np.maximum(w1 * x + b1, 0)
        s = w2 * a1 + b2 - y
        to_z1 = 2 * s * w2 * (a1 > 0)
        return s * s, np.stack([to_z1 * w1, to_z1 * x, to_z1, 2 * s * a1, 2 * s, -2 * s], axis=1)

    return Program("two layers", 6, 7, loss, answer)


def perceptron() -> Program:
    """Return a multi-layer perceptron of 4, 8 and 3 units, one scalar at a time, with the squared error as its loss."""
    sizes = [4, 32, 8, 24, 3, 3]  # x, w1 row by row, b1, w2 row by row, b2, y
    cuts = np.cumsum(sizes)[:-1].tolist()

    def loss(inputs: Sequence[Any], relu: Relu) -> Any:
        x, w1, b1, w2, b2, y = (inputs[start:end] for start, end in zip([0, *cuts], [*cuts, None], strict=True))
        hidden = [relu(unit) for unit in _layer(x, w1, b1)]
        errors = [unit - target for unit, target in zip(_layer(hidden, w2, b2), y, strict=True)]
        first, second, third = (error * error for error in errors)
        return first + second + third

    def answer(points: Array) -> Answer:
        x, w1, b1, w2, b2, y = np.split(points, cuts, axis=1)
        w1, w2 = w1.reshape(-1, 8, 4), w2.reshape(-1, 3, 8)
        hidden = np.maximum(np.einsum("kij,kj->ki", w1, x) + b1, 0)
        errors = np.einsum("kij,kj->ki", w2, hidden) + b2 - y
        to_z1 = np.einsum("ki,kij->kj", 2 * errors, w2) * (hidden > 0)
        to_w1, to_w2 = np.einsum("ki,kj->kij", to_z1, x), np.einsum("ki,kj->kij", 2 * errors, hidden)
        to_x = np.einsum("ki,kij->kj", to_z1, w1)
        parts = [to_x, to_w1, to_z1, to_w2, 2 * errors, -2 * errors]
        return (errors**2).sum(axis=1), np.concatenate([part.reshape(len(points), -1) for part in parts], axis=1)

    return Program("perceptron 4-8-3", sum(sizes), 128, loss, answer)


def _layer(x: Sequence[Any], weights: Sequence[Any], biases: Sequence[Any]) -> list[Any]:
    """Return ``Wx + b``; the rows of W one after the other."""
    units = []
    for row, bias in enumerate(biases):
        total = weights[row * len(x)] * x[0]
        for column in range(1, len(x)):
            total = total + weights[row * len(x) + column] * x[column]
        units.append(total + bias)
    return units

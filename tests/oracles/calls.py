"""Each op on its own: equations that use it in its several ways, and inputs away from kinks."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from reference.equations import parse_equations
from reference.graph import Graph
from reference.op import Array, Shape
from reference.sampling import Range, draw, sample
from reference.tape import Tape, forward

CASES = 3
POSITIVE = Fraction(1, 5), Fraction(5, 2)


@dataclass(frozen=True, eq=False)
class Call:
    """An equation for ``y``.

    Attributes:
        text: its right-hand side.
        shapes: of its inputs.
        positive: whether the inputs must be.
    """

    text: str
    shapes: Mapping[str, Shape]
    positive: bool = False

    def __str__(self) -> str:
        shapes = ", ".join(f"{name}{list(shape)}" for name, shape in self.shapes.items())
        return f"{self.text} for {shapes}"

    @cached_property
    def graph(self) -> Graph:
        """The equation as a graph; its last node is what the call is about."""
        return parse_equations(f"y = {self.text}", inputs=list(self.shapes))

    @cached_property
    def tape(self) -> Tape:
        """Its values at a few points."""
        low, high = POSITIVE if self.positive else (None, None)
        ranges = {name: Range(shape, low, high) for name, shape in self.shapes.items()}
        return forward(self.graph, sample(self.graph, ranges, CASES, seed=str(self).encode()))

    @cached_property
    def upstream(self) -> Array:
        """A random cotangent of the output."""
        return draw(Range(self.tape.output.shape[1:]), CASES, seed=f"upstream of {self}".encode())


def _calls(*texts: str, positive: bool = False, **shapes: Shape) -> list[Call]:
    """Return a call of each of ``texts``, on inputs of the same shapes."""
    return [Call(text, shapes, positive) for text in texts]


UNARY = ("exp", "abs", "sin", "cos", "tanh", "sigmoid", "relu", "leaky_relu", "softplus")
BINARY = ("a + b", "a - b", "a * b", "a / b", "maximum(a, b)", "minimum(a, b)", "a < b", "a <= b", "a > b", "a >= b")
PAIRS: tuple[tuple[Shape, Shape], ...] = (
    ((2, 3), (2, 3)),
    ((), ()),
    ((), (2, 3)),
    ((2, 3), ()),
    ((3,), (2, 3)),
    ((2, 3), (3,)),
    ((2, 1), (1, 3)),
    ((1, 3), (4, 2, 1)),
)
PRODUCTS: tuple[tuple[Shape, Shape], ...] = (
    ((2, 3), (3, 4)),
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((3,), (3, 2)),
    ((5, 2, 3), (5, 3, 4)),
    ((5, 2, 3), (3, 4)),
    ((2, 3), (5, 3, 4)),
    ((5, 2, 3), (3,)),
    ((3,), (5, 3, 2)),
    ((5, 1, 2, 3), (4, 3, 2)),
)
REDUCING = ("sum", "mean", "max", "logsumexp")
REDUCED = ("x", "x, axis=0", "x, axis=-1, keepdims=True", "x, axis=(0, -1)", "x, axis=(2, 1), keepdims=True")

CALLS = [
    *(call for shape in [(2, 3), (), (4, 1)] for op in UNARY for call in _calls(f"{op}(x)", x=shape)),
    *(call for shape in [(2, 3), ()] for call in _calls("log(x)", "sqrt(x)", positive=True, x=shape)),
    *(call for shape in [(2, 3), ()] for call in _calls("-x", "x", "leaky_relu(x, 0.3)", "leaky_relu(x, -2)", x=shape)),
    *(call for a, b in PAIRS for call in _calls(*BINARY, a=a, b=b)),
    *_calls("x ** 0", "x ** 1", "x ** 2", "x ** 3", "x ** 7", "x ** -1", "x ** -2", "x ** -5", x=(2, 3)),
    *_calls("x ** 0.5", "x ** 1.5", "x ** -0.5", "x ** (1/3)", "x ** (-5/3)", positive=True, x=(2, 3)),
    *_calls("clip(x, -0.75, 0.55)", "clip(x, low=0.5, high=2)", "clip(x, -9, 9)", x=(3, 4)),
    *_calls("where(m > 0, a, b)", m=(2, 3), a=(2, 3), b=(2, 3)),
    *_calls("where(m < a, a, b)", "where(m, a, b)", m=(2, 1), a=(), b=(4, 1, 3)),
    *(call for op in REDUCING for reduced in REDUCED for call in _calls(f"{op}({reduced})", x=(4, 2, 3))),
    *(call for op in REDUCING for call in _calls(f"{op}(x)", f"{op}(x, keepdims=True)", x=())),
    *(call for op in REDUCING for call in _calls(f"{op}(x)", f"{op}(x, axis=-1)", x=(5,))),
    *_calls("softmax(x)", "softmax(x, axis=0)", "softmax(x, axis=-2)", "softmax(x, axis=(0, 2))", x=(4, 2, 3)),
    *_calls("log_softmax(x)", "log_softmax(x, axis=0)", "log_softmax(x, axis=(-1, 0))", x=(4, 2, 3)),
    *_calls("softmax(x)", "log_softmax(x)", x=(5,)),
    *(call for a, b in PRODUCTS for call in _calls("a @ b", a=a, b=b)),
    *_calls("transpose(x)", "x.T", "transpose(x, (1, 2, 0))", "transpose(x, axes=(-1, 0, 1))", x=(4, 2, 3)),
    *_calls("transpose(x)", "reshape(x, (3, 2))", "reshape(x, -1)", "reshape(x, (1, -1, 2, 1))", x=(2, 3)),
    *_calls("broadcast_to(x, (4, 2, 3))", "broadcast_to(x, (2, 3))", x=(2, 1)),
    *_calls("broadcast_to(x, (4, 2, 3))", "broadcast_to(x, (3,))", "reshape(x, (1, 1))", x=()),
    *_calls("concatenate(a, b)", "concatenate(a, b, a, axis=0)", "concatenate(a, axis=-1)", a=(2, 3), b=(4, 3)),
    *_calls("concatenate(a, b, axis=1)", "concatenate(b, a, axis=-1)", a=(2, 3), b=(2, 1)),
    *_calls("x[1]", "x[-1]", "x[1:3]", "x[::2]", "x[::-1]", "x[-2:0:-1]", "x[:99]", x=(5,)),
    *_calls("x[1]", "x[:, 2]", "x[-2:, 1:]", "x[::-2, ::3]", "x[3, -1, 0]", "x[:, -1, ::-1]", x=(4, 3, 2)),
    *_calls("broadcast_to(1.25, (2,))", x=()),  # a constant; nothing comes back from it
]
"""What is tried of each op."""


def _by_op() -> dict[str, list[Call]]:
    """Return the calls by the ops that are in them."""
    calls: dict[str, list[Call]] = defaultdict(list)
    for call in CALLS:
        for op in dict.fromkeys(node.op.name for node in call.graph.nodes):
            calls[op].append(call)
    return dict(calls)


BY_OP = _by_op()

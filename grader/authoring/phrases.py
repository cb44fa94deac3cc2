"""How each operation is said in Python: its value, and what it passes on to each of its operands.

In a template ``x`` is the operand (``a`` and ``b`` if there are two, ``m`` before them if there are three), ``y`` the
value, ``g`` the gradient that arrives at it; ``like`` has the shape of ``x``. Where axes are reduced, ``Y`` and ``G``
are ``y`` and ``g`` with these axes kept, and ``count`` is how many elements become one. Options stand there by their
names.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Phrase:
    """One operation in Python.

    Attributes:
        value: a template.
        vjps: one for each operand, None where nothing flows back; just one if there may be any number of them.
    """

    value: str
    vjps: tuple[str | None, ...]


OPERANDS: Mapping[int, tuple[str, ...]] = MappingProxyType({0: (), 1: ("x",), 2: ("a", "b"), 3: ("m", "a", "b")})
"""What templates call the operands, by their number."""

LARGER, SMALLER = "g * ((a > b) + 0.5 * (a == b))", "g * ((a < b) + 0.5 * (a == b))"

PHRASES: Mapping[str, Phrase] = MappingProxyType(
    {
        "constant": Phrase("value", ()),
        "identity": Phrase("x", ("g",)),
        "add": Phrase("a + b", ("g", "g")),
        "sub": Phrase("a - b", ("g", "-g")),
        "mul": Phrase("a * b", ("g * b", "g * a")),
        "div": Phrase("a / b", ("g / b", "-g * a / b ** 2")),
        "neg": Phrase("-x", ("-g",)),
        "pow": Phrase("x ** exponent", ("g * exponent * x ** lowered",)),
        "exp": Phrase("exp(x)", ("g * y",)),
        "log": Phrase("log(x)", ("g / x",)),
        "sqrt": Phrase("sqrt(x)", ("g / (2 * y)",)),
        "abs": Phrase("abs(x)", ("g * sign(x)",)),
        "sin": Phrase("sin(x)", ("g * cos(x)",)),
        "cos": Phrase("cos(x)", ("-g * sin(x)",)),
        "tanh": Phrase("tanh(x)", ("g * (1 - y ** 2)",)),
        "sigmoid": Phrase("sigmoid(x)", ("g * y * (1 - y)",)),
        "relu": Phrase("np.maximum(x, 0.0)", ("g * (x > 0)",)),
        "leaky_relu": Phrase("np.where(x > 0, x, slope * x)", ("g * np.where(x > 0, 1.0, slope)",)),
        "softplus": Phrase("softplus(x)", ("g * sigmoid(x)",)),
        "maximum": Phrase("np.maximum(a, b)", (LARGER, SMALLER)),
        "minimum": Phrase("np.minimum(a, b)", (SMALLER, LARGER)),
        "where": Phrase("np.where(m != 0, a, b)", (None, "g * (m != 0)", "g * (m == 0)")),
        "clip": Phrase("np.clip(x, low, high)", ("g * ((x >= low) & (x <= high))",)),
        "less": Phrase("1.0 * (a < b)", (None, None)),
        "less_equal": Phrase("1.0 * (a <= b)", (None, None)),
        "greater": Phrase("1.0 * (a > b)", (None, None)),
        "greater_equal": Phrase("1.0 * (a >= b)", (None, None)),
        "sum": Phrase("np.sum(x, axis=axis, keepdims=keepdims)", ("G * np.ones_like(like)",)),
        "mean": Phrase("np.mean(x, axis=axis, keepdims=keepdims)", ("G / count * np.ones_like(like)",)),
        "max": Phrase(
            "np.max(x, axis=axis, keepdims=keepdims)", ("G * (x == Y) / np.sum(x == Y, axis=axis, keepdims=True)",)
        ),
        "softmax": Phrase("softmax(x, axis)", ("y * (g - np.sum(g * y, axis=axis, keepdims=True))",)),
        "log_softmax": Phrase("log_softmax(x, axis)", ("g - np.exp(y) * np.sum(g, axis=axis, keepdims=True)",)),
        "logsumexp": Phrase("logsumexp(x, axis=axis, keepdims=keepdims)", ("G * np.exp(x - Y)",)),
        "matmul": Phrase("a @ b", ("g @ b.T", "a.T @ g")),
        "transpose": Phrase("np.transpose(x, axes)", ("np.transpose(g, inverse)",)),
        "reshape": Phrase("np.reshape(x, shape)", ("np.reshape(g, before)",)),
        "broadcast_to": Phrase("np.broadcast_to(x, shape)", ("g",)),
        "concatenate": Phrase("np.concatenate(operands, axis=axis)", ("g[part]",)),
        "slice": Phrase("x[index]", ("g",)),  # added to the part of the gradient that ``index`` takes
    }
)
"""Each operation on arrays; on numbers too, unless it stands in `NUMBERS`."""

ALONE = Phrase("x", ("g",))
"""What changes nothing where there is one number only."""

NUMBERS: Mapping[str, Phrase] = MappingProxyType(
    {
        "relu": Phrase("max(0.0, x)", ("g * (x > 0)",)),
        "leaky_relu": Phrase("x if x > 0 else slope * x", ("g * (1.0 if x > 0 else slope)",)),
        "maximum": Phrase("max(a, b)", (LARGER, SMALLER)),
        "minimum": Phrase("min(a, b)", (SMALLER, LARGER)),
        "where": Phrase("a if m != 0 else b", (None, "g * (m != 0)", "g * (m == 0)")),
        "clip": Phrase("min(max(x, low), high)", ("g * (low <= x <= high)",)),
        "softmax": Phrase("1.0", ("0.0 * g",)),
        "log_softmax": Phrase("0.0", ("0.0 * g",)),
        **dict.fromkeys(("sum", "mean", "max", "logsumexp"), ALONE),
        **dict.fromkeys(("transpose", "reshape", "broadcast_to", "slice"), ALONE),
    }
)
"""Operations that are said otherwise where all operands are numbers, and so is the value."""

TURNED = Phrase("x.T", ("g.T",))
"""A transpose that names no axes."""

PRODUCTS: Mapping[tuple[int, int], Phrase] = MappingProxyType(
    {
        (1, 1): Phrase("a @ b", ("g * b", "g * a")),
        (2, 1): Phrase("a @ b", ("np.outer(g, b)", "a.T @ g")),
        (1, 2): Phrase("a @ b", ("b @ g", "np.outer(a, g)")),
        (2, 2): PHRASES["matmul"],
        (3, 1): Phrase("a @ b", ("g[..., None] * b", "(np.swapaxes(a, -1, -2) @ g[..., None])[..., 0]")),
        (1, 3): Phrase("a @ b", ("(b @ g[..., None])[..., 0]", "a[:, None] * g[..., None, :]")),
        (3, 3): Phrase("a @ b", ("g @ np.swapaxes(b, -1, -2)", "np.swapaxes(a, -1, -2) @ g")),
    }
)
"""The matrix product, by the number of axes of its operands; 3 stands for 3 or more; (3, 3) for all else."""

WRONG: Mapping[str, tuple[tuple[int, str, str], ...]] = MappingProxyType(
    {
        "relu": ((0, "mask forgotten", "g"),),
        "leaky_relu": ((0, "slope forgotten", "g * (x > 0)"),),
        "sigmoid": ((0, "1 - y forgotten", "g * y"),),
        "tanh": ((0, "input instead of the output", "g * (1 - x ** 2)"),),
        "softmax": ((0, "only the diagonal of the Jacobian", "g * y * (1 - y)"),),
        "log_softmax": ((0, "softmax not subtracted", "g"),),
        "logsumexp": ((0, "passed on unchanged", "G * np.ones_like(like)"),),
        "softplus": ((0, "sigmoid of the output", "g * sigmoid(y)"),),
        "max": ((0, "mask forgotten", "G * np.ones_like(like)"),),
        "maximum": ((0, "mask forgotten", "g"), (1, "mask forgotten", "g")),
        "minimum": ((0, "mask forgotten", "g"), (1, "mask forgotten", "g")),
        "where": ((1, "mask forgotten", "g"), (2, "mask forgotten", "g")),
        "clip": ((0, "mask forgotten", "g"),),
        "pow": ((0, "exponent not brought down", "g * x ** lowered"), (0, "power not lowered", "g * exponent * y")),
        "mean": ((0, "1/n forgotten", "G * np.ones_like(like)"),),
        "mul": (
            (0, "own value instead of the other factor", "g * a"),
            (1, "own value instead of the other factor", "g * b"),
        ),
        "div": (
            (1, "minus sign forgotten", "g * a / b ** 2"),
            (1, "denominator not squared", "-g * a / b"),
            (0, "multiplied by the denominator", "g * b"),
        ),
        "exp": ((0, "passed on unchanged", "g"),),
        "log": ((0, "not the reciprocal", "g * x"),),
        "sqrt": ((0, "1/2 forgotten", "g / y"),),
        "abs": ((0, "sign forgotten", "g"),),
        "sin": ((0, "minus sign added", "-g * cos(x)"),),
        "cos": ((0, "minus sign forgotten", "g * sin(x)"),),
        "sum": ((0, "divided by n", "G / count * np.ones_like(like)"),),
        "sub": ((1, "minus sign forgotten", "g"),),
        "neg": ((0, "minus sign forgotten", "g"),),
    }
)
"""Wrong phrases that people write: the operand, which of the op's misconceptions it is, and how it is said. The
operations that teach most come first, and of each its most typical mistake."""

LIBRARY: Mapping[bool, Mapping[str, str]] = MappingProxyType(
    {
        False: {name: f"math.{name}" for name in ("exp", "log", "sqrt", "sin", "cos", "tanh")},
        True: {name: f"np.{name}" for name in ("exp", "log", "sqrt", "sin", "cos", "tanh", "abs", "sign")},
    }
)
"""What functions are called; in a program with arrays, or (False) in one of numbers alone."""

LOGSUMEXP = """\
def logsumexp(x, axis=None, keepdims=False):
    top = np.max(x, axis=axis, keepdims=True)
    sums = np.sum(np.exp(x - top), axis=axis, keepdims=keepdims)
    return np.max(x, axis=axis, keepdims=keepdims) + np.log(sums)
"""

HELPERS: Mapping[bool, Mapping[str, str]] = MappingProxyType(
    {
        False: {
            "sign": "def sign(x):\n    return (x > 0) - (x < 0)\n",
            "sigmoid": (
                "def sigmoid(x):\n    decay = math.exp(-abs(x))\n    return (1.0 if x > 0 else decay) / (1 + decay)\n"
            ),
            "softplus": "def softplus(x):\n    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))\n",
        },
        True: {
            "sigmoid": (
                "def sigmoid(x):\n    decay = np.exp(-np.abs(x))\n"
                "    return np.where(x > 0, 1.0, decay) / (1 + decay)\n"
            ),
            "softplus": "def softplus(x):\n    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))\n",
            "softmax": (
                "def softmax(x, axis):\n    e = np.exp(x - np.max(x, axis=axis, keepdims=True))\n"
                "    return e / np.sum(e, axis=axis, keepdims=True)\n"
            ),
            "log_softmax": (
                "def log_softmax(x, axis):\n    shifted = x - np.max(x, axis=axis, keepdims=True)\n"
                "    return shifted - np.log(np.sum(np.exp(shifted), axis=axis, keepdims=True))\n"
            ),
            "logsumexp": LOGSUMEXP,
        },
    }
)
"""Functions that neither Python nor NumPy has; none of them takes the exponential of a large number."""

"""Checks of the gradient of a dense layer: by our oracles, and by what other libraries have for it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from reference.complex_step import complex_step
from reference.equations import parse_equations
from reference.numeric import differences
from reference.op import Array
from reference.tape import Tape, absolute_backward, backward, forward

EQUATION = "L = sum(relu(x @ w + b) ** 2)"
SHAPES = {"x": (8, 16), "w": (16, 4), "b": (4,)}
CLOSE = 1e-9  # of the sizes of what is added up, as the grader has it
TRUSTED = 1e-6  # of the gradient: how far the numbers of others may be from it; those of check_grad are 1e-7 off

Numeric = Callable[[Callable[[Array], Any], Callable[[Array], Array], Array], Array]
"""The gradient by some numerical method: of the loss, of its derivative, at a flat point."""


@dataclass(frozen=True)
class Check:
    """A check of one gradient.

    Attributes:
        passes: whether the gradient passes; this is what is timed.
        gradient: what is checked, flat: ``(K, entries)``.
    """

    passes: Callable[[], bool]
    gradient: Callable[[], Array]


def right_gradient(points: Mapping[str, Array]) -> Array:
    """Return the gradient as it is written by hand, ``(K, entries)``."""
    x, w, b = points["x"], points["w"], points["b"]
    to_z = 2 * np.maximum(x @ w + b[:, None], 0)
    parts = [to_z @ w.transpose(0, 2, 1), x.transpose(0, 2, 1) @ to_z, to_z.sum(axis=1)]
    return _flat(parts)


def stepped(points: Mapping[str, Array], off: float) -> Check:
    """Return our check by the complex step: forward, backward, scales, every entry, and the comparison."""

    def judge(tape: Tape, gradient: dict[str, Array], scale: dict[str, Array]) -> bool:
        numbers = complex_step(tape, list(SHAPES))
        return all(
            bool((np.abs(gradient[name] * (1 + off) - numbers[name]) <= CLOSE * scale[name]).all()) for name in SHAPES
        )

    return _ours(points, judge)


def differenced(points: Mapping[str, Array], off: float) -> Check:
    """Return our check by differences that know their own error; an undecided entry fails it."""

    def judge(tape: Tape, gradient: dict[str, Array], scale: dict[str, Array]) -> bool:
        differing = differences(tape, list(SHAPES), most=None)
        return all(
            bool((np.abs(gradient[name] * (1 + off) - one.derivative) <= one.error + CLOSE * scale[name]).all())
            for name, one in differing.items()
        )

    return _ours(points, judge)


def _ours(points: Mapping[str, Array], judge: Callable[[Tape, dict[str, Array], dict[str, Array]], bool]) -> Check:
    """Return a check of our engine's gradient."""
    graph = parse_equations(EQUATION, inputs=list(SHAPES))

    def passes() -> bool:
        tape = forward(graph, points)
        return judge(tape, backward(tape), absolute_backward(tape))

    def gradient() -> Array:
        swept = backward(forward(graph, points))
        return _flat([swept[name] for name in SHAPES])

    return Check(passes, gradient)


def torch(points: Mapping[str, Array], off: float, *, fast: bool) -> Check:
    """Return torch.autograd.gradcheck."""
    library = import_module("torch")
    library.set_num_threads(1)
    leaves = [library.tensor(points[name][0], requires_grad=True) for name in SHAPES]

    def loss(x: Any, w: Any, b: Any) -> Any:
        right = (library.relu(x @ w + b) ** 2).sum()
        return right + off * (right - right.detach()) if off else right

    return Check(
        lambda: bool(library.autograd.gradcheck(loss, leaves, fast_mode=fast, raise_exception=False)),
        lambda: _flat([part.numpy()[None] for part in library.autograd.grad(loss(*leaves), leaves)]),
    )


def jax(points: Mapping[str, Array], off: float) -> Check:
    """Return jax.test_util.check_grads of a compiled function."""
    library = import_module("jax")
    library.config.update("jax_enable_x64", val=True)
    check_grads = import_module("jax.test_util").check_grads
    leaves = [library.numpy.asarray(points[name][0]) for name in SHAPES]

    def loss(x: Any, w: Any, b: Any) -> Any:
        right = (library.nn.relu(x @ w + b) ** 2).sum()
        return right + off * (right - library.lax.stop_gradient(right)) if off else right

    compiled = library.jit(loss)
    return Check(
        lambda: _holds(lambda: check_grads(compiled, leaves, order=1, modes=("rev",))),
        lambda: _flat([np.asarray(part)[None] for part in library.grad(loss, argnums=(0, 1, 2))(*leaves)]),
    )


def autograd(points: Mapping[str, Array], off: float, *, order: int) -> Check:
    """Return autograd's check_grads."""
    library, tracer = import_module("autograd.numpy"), import_module("autograd.tracer")
    check_grads = import_module("autograd.test_util").check_grads
    leaves = tuple(points[name][0] for name in SHAPES)

    def loss(both: Any) -> Any:
        x, w, b = both
        right = library.sum(library.maximum(library.dot(x, w) + b, 0.0) ** 2)
        return right + off * (right - tracer.getval(right)) if off else right

    check = check_grads(loss, modes=["rev"], order=order)
    gradient = import_module("autograd").grad(loss)
    return Check(lambda: _holds(lambda: check(leaves)), lambda: _flat([part[None] for part in gradient(leaves)]))


def _holds(check: Callable[[], object]) -> bool:
    """Return whether ``check`` raises no `AssertionError`."""
    try:
        check()
    except AssertionError:
        return False
    return True


def hand(points: Mapping[str, Array], off: float, *, numeric: Numeric) -> Check:
    """Return a check of the gradient written by hand, as it is made with SciPy: by comparing two arrays."""
    point = _flat([points[name][:1] for name in SHAPES])[0]
    cuts = np.cumsum([np.prod(shape) for shape in SHAPES.values()])[:-1]

    def named(flat: Array) -> dict[str, Array]:
        parts = zip(SHAPES.items(), np.split(flat, cuts), strict=True)
        return {name: part.reshape(1, *shape) for (name, shape), part in parts}

    def loss(flat: Array) -> Any:
        at = named(flat)
        return (np.maximum(at["x"][0] @ at["w"][0] + at["b"][0], 0) ** 2).sum()

    def gradient(flat: Array) -> Array:
        return right_gradient(named(flat))[0] * (1 + off)

    def passes() -> bool:
        right = gradient(point)
        return bool(np.linalg.norm(numeric(loss, gradient, point) - right) <= TRUSTED * np.linalg.norm(right))

    return Check(passes, lambda: gradient(point)[None])


def scipy_check_grad(loss: Callable[[Array], Any], gradient: Callable[[Array], Array], point: Array) -> Array:
    """Return what differs from ``gradient`` by as much as SciPy's check_grad says: it tells only that."""
    right = gradient(point)
    error = import_module("scipy.optimize").check_grad(loss, gradient, point)
    return right + error * np.eye(len(right))[0]


def three_points(loss: Callable[[Array], Any], _gradient: Callable[[Array], Array], point: Array) -> Array:
    """Return what SciPy's approx_derivative makes of three points for each entry."""
    found: Array = import_module("scipy.optimize._numdiff").approx_derivative(loss, point, method="3-point")
    return found


def extrapolated(loss: Callable[[Array], Any], _gradient: Callable[[Array], Array], point: Array) -> Array:
    """Return what numdifftools makes of a sequence of steps for each entry."""
    found: Array = import_module("numdifftools").Gradient(loss)(point)
    return found


def _flat(parts: Sequence[Array]) -> Array:
    """Return arrays ``(K, *shape)`` side by side, ``(K, entries)``."""
    return np.concatenate([part.reshape(len(part), -1) for part in parts], axis=1)
